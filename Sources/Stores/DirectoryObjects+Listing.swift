package import Archive
internal import Files
internal import SystemPackage

/// What is in the directory and its folders.
extension DirectoryObjects {
    /// Visits the files of the directory and of its folders; what begins with a dot is skipped.
    ///
    /// Behind symbolic links too: a folder that was moved to another disk still counts. One that
    /// cannot be ours, as a file system's `lost+found`, need not be readable.
    package func list(
        prefix: String,
        visit: (ObjectEntry) -> Bool
    ) throws(StoreError) {
        var lost: String?
        try attempting { () throws(FileError) in
            let root = try Directory(opening: path)
            for name in try Self.names(in: root) {
                let inner = name + "/"
                guard inner.hasPrefix(prefix) || prefix.hasPrefix(inner) else { continue }
                guard let status = try root.statusBehindLink(of: name) else {
                    // Removed meanwhile, or a link.
                    if try root.status(of: name) != nil { lost = name }
                    continue
                }
                if status.isDirectory {
                    guard try listFolder(name, in: root, prefix: prefix, visit: visit) else {
                        return
                    }
                } else if name.hasPrefix(prefix), let object = Self.object(name, status) {
                    guard visit(object) else { return }
                }
            }
        }
        guard let lost else { return }
        throw StoreError(
            .permanent,
            "\"\(url)/\(lost)\" is a symbolic link that leads nowhere",
            hint: "Mount what it leads to; if that is gone for good, remove the link."
        )
    }

    private func listFolder(
        _ folder: String,
        in root: Directory,
        prefix: String,
        visit: (ObjectEntry) -> Bool
    ) throws(FileError) -> Bool {
        let found: Directory?
        do throws(FileError) {
            found = try openFolder(folder, in: root)
        } catch {
            // All our folders' names begin with a digit.
            let isOurs = folder.utf8.first.map { (48...57).contains($0) } ?? false
            guard error.reason == .permissionDenied, !isOurs else { throw error }
            return true
        }
        guard let directory = found else { return true }
        for name in try Self.names(in: directory) where "\(folder)/\(name)".hasPrefix(prefix) {
            guard let status = try directory.statusBehindLink(of: name),
                let object = Self.object("\(folder)/\(name)", status)
            else { continue }
            guard visit(object) else { return false }
        }
        return true
    }

    private static func names(in directory: Directory) throws(FileError) -> [String] {
        var names: [String] = []
        try directory.forEachName { name in
            if !name.hasPrefix(".") { names.append(name) }
            return true
        }
        return names
    }

    private static func object(_ name: String, _ status: FileStatus) -> ObjectEntry? {
        guard status.isRegular, let name = ObjectName(name) else { return nil }
        return ObjectEntry(name: name, storedBytes: status.length, modified: status.modified)
    }
}
