package import Archive
package import Config
internal import S3

extension Settings {
    /// Opens the storage of a location as objects that can be listed and removed.
    ///
    /// - Parameter location: the archive, or the place of base backups.
    package func openObjects(
        _ location: ArchiveLocation,
        _ surroundings: CallSurroundings
    ) throws(StoreError) -> any ObjectStore {
        switch location {
        case .directory(let path): return DirectoryObjects(path: path, once: createOnce)
        case .s3(let bucket, let prefix):
            return S3Objects(
                access: try access(to: bucket, surroundings),
                prefix: prefix,
                once: createOnce,
                surroundings: surroundings
            )
        case .googleCloud:
            throw StoreError(
                .permanent,
                "\"\(location)\": base backups are kept in directories and in S3 only",
                hint: "Set backups to a URL of the form file:///path or s3://bucket/prefix."
            )
        }
    }
}
