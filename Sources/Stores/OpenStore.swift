package import Archive
package import Config

extension Settings {
    /// The store of the archive that the settings name.
    package func openArchive() throws(StoreError) -> any Store {
        switch archive {
        case .directory(let path): DirectoryStore(path: path, once: createOnce)
        case .s3:
            throw StoreError(
                .permanent,
                "\"\(archive)\": this version archives to directories only",
                hint: "Use an archive of the form file:///path."
            )
        }
    }
}
