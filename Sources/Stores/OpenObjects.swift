package import Archive
package import Config
internal import Files

extension Settings {
    /// Opens the storage of a location as objects that can be listed and removed.
    ///
    /// - Parameter location: the archive, or the place of base backups.
    package func openObjects(
        _ location: ArchiveLocation
    ) throws(StoreError) -> any ObjectStore {
        switch location {
        case .directory(let path): DirectoryObjects(path: path, once: createOnce)
        case .s3:
            throw StoreError(
                .permanent,
                "\"\(location)\": this version keeps backups in directories only",
                hint: "Use a location of the form file:///path."
            )
        }
    }
}
