package import Archive
internal import Codec
package import Files
package import SystemPackage

/// Objects in a directory: a file for each, in folders one level deep.
///
/// The directory itself is never created here: one that is not there is an unmounted disk.
package final class DirectoryObjects: ObjectStore {
    private static let temporaryPrefix = ".tmp-"

    /// `file://` and the path.
    package let url: String
    let path: FilePath
    private let once: CreateOnce

    /// Makes a store that opens its directory with each call.
    package init(path: FilePath, once: CreateOnce) {
        url = "file://\(path)"
        self.path = path
        self.once = once
    }

    /// Begins a file, and makes its folder where that is not there.
    package func stage(_ name: ObjectName) throws(StoreError) -> any StagedObject {
        try attempting { () throws(FileError) in
            let root = try Directory(opening: path)
            var directory = root
            if let folder = name.folder {
                directory = try makeFolder(folder, in: root)
            }
            let file = try TemporaryFile(
                in: TemporaryPlace(
                    directory: directory,
                    subdirectory: nil,
                    prefix: Self.temporaryPrefix
                ),
                mode: DirectoryRights.file
            )
            try DirectoryRights.share(with: root) { owner, group throws(FileError) in
                try file.setOwner(owner, group: group)
            }
            return StagedObjectFile(
                name: name.lastComponent,
                file: file,
                directory: directory,
                once: once
            )
        }
    }

    private func makeFolder(_ folder: String, in root: Directory) throws(FileError) -> Directory {
        let isThere = try root.status(of: folder) != nil
        if !isThere { try root.createDirectory(folder, mode: DirectoryRights.folder) }
        let directory = try Directory(opening: path.appending(folder))
        if !isThere {
            try DirectoryRights.share(with: root) { owner, group throws(FileError) in
                try directory.setOwner(owner, group: group)
            }
            try root.sync()
        }
        return directory
    }

    /// Reads a file.
    package func read(
        _ name: ObjectName,
        receive: (RawSpan) -> Bool
    ) throws(StoreError) -> Bool {
        guard let file = try open(name) else { return false }
        do throws(FileError) {
            try file.read(receive)
        } catch {
            throw readError(error)
        }
        return true
    }

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

    /// Opens a file; nil when the directory, being there, has none of this name.
    private func open(_ name: ObjectName) throws(StoreError) -> ReadableFile? {
        let root = try attempting { () throws(FileError) in try Directory(opening: path) }
        do throws(ReadableFile.Refusal) {
            return try ReadableFile(opening: name.description, in: root)
        } catch {
            switch error {
            case .absent: return nil
            case .notRegular:
                throw StoreError(.notAFile, "\"\(url)/\(name)\" is no regular file")
            case .failed(let failure):
                if failure.reason == .notDirectory { return nil }
                throw readError(failure)
            }
        }
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

    private func attempting<Result: ~Copyable>(
        _ call: () throws(FileError) -> Result
    ) throws(StoreError) -> Result {
        do throws(FileError) {
            return try call()
        } catch {
            throw storeError(error)
        }
    }

    /// The failure to read one file of the directory, which could be opened.
    private func readError(_ error: FileError) -> StoreError {
        let isOfOne = [.permissionDenied, .notPermitted, .ioError].contains(error.reason)
        return isOfOne ? storeError(error).ofOneObject : storeError(error)
    }

    private func storeError(_ error: FileError) -> StoreError {
        StoreError(error, in: path, setting: "the setting")
    }
}
