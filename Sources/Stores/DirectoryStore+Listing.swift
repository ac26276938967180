package import Archive
internal import Files
internal import SystemPackage

/// What is in the directory.
extension DirectoryStore {
    /// Visits the names of WAL in the directory's own order.
    package func list(
        prefix: String,
        after: ObjectKey?,
        visit: (ObjectKey) -> Bool
    ) throws(StoreError) {
        try attempting { () throws(FileError) in
            let directory = try directory()
            try directory.forEachName { name in
                guard name.hasPrefix(prefix), let key = ObjectKey(listed: name) else {
                    return true
                }
                if let after, key <= after { return true }
                return visit(key)
            }
            // In a directory that somebody removed, nothing is there.
            guard try directory.isLinked() else {
                throw FileError(.open, path, .noSuchFileOrDirectory)
            }
        }
    }

    /// Visits them with their files' lengths; one that vanishes meanwhile is not there.
    package func listObjects(
        prefix: String,
        after: ObjectKey?,
        visit: (ListedObject) -> Bool
    ) throws(StoreError) {
        var failure: FileError?
        try list(prefix: prefix, after: after) { key in
            do throws(FileError) {
                guard let status = try directory().status(of: key.name) else { return true }
                return visit(
                    ListedObject(key: key, size: status.isRegular ? status.length : nil)
                )
            } catch {
                failure = error
                return false
            }
        }
        if let failure { throw forgetting(failure) }
    }
}
