package import Archive
internal import Files
internal import SystemPackage

/// What leaves the directory, and the clock that says how old it is.
extension DirectoryObjects {
    /// Removes files, and folders that are empty then.
    package func remove(_ names: [ObjectName]) throws(StoreError) -> RemovalOutcome {
        let root = try attempting { () throws(FileError) in try Directory(opening: path) }
        var retained: [RetainedObject] = []
        for (folder, members) in Dictionary(grouping: names, by: \.folder) {
            guard let folder else {
                retained += try remove(members, from: root)
                continue
            }
            let directory = try attempting { () throws(FileError) in
                try openFolder(folder, in: root)
            }
            guard let directory else { continue }
            retained += try remove(members, from: directory)
            // What else is in it may be somebody's; then it stays.
            if (try? root.removeDirectory(folder)) != nil {
                try attempting { () throws(FileError) in try root.sync() }
            }
        }
        return RemovalOutcome(retained: retained)
    }

    /// That of the file system; nil where no file can be created to tell it.
    package func clockLead() throws(StoreError) -> Int64? {
        let root = try attempting { () throws(FileError) in try Directory(opening: path) }
        do throws(FileError) {
            return try root.clockLead()
        } catch {
            if Self.meansUntold.contains(error.reason) { return nil }
            throw storeError(error)
        }
    }

    /// A full disk must not keep anybody from making room.
    private static let meansUntold: Set<Errno> = [
        .permissionDenied, .notPermitted, .readOnlyFileSystem, .noSpace, .diskQuotaExceeded,
    ]

    private func remove(
        _ names: [ObjectName],
        from directory: Directory
    ) throws(StoreError) -> [RetainedObject] {
        var retained: [RetainedObject] = []
        for name in names {
            do throws(FileError) {
                try directory.remove(name.lastComponent)
            } catch {
                guard [.permissionDenied, .notPermitted].contains(error.reason) else {
                    throw storeError(error)
                }
                retained.append(RetainedObject(name: name, reason: error.reason.description))
            }
        }
        try attempting { () throws(FileError) in try directory.sync() }
        return retained
    }
}
