package import Archive
package import Config

extension Settings {
    /// What records of the archive are bound to, the same as its store's `canonicalURL`.
    package var canonicalArchive: String {
        switch archive {
        case .directory(let path): DirectoryStore(path: path, once: createOnce).canonicalURL
        case .s3: archive.description
        }
    }

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
