package import Archive
package import Files
package import SystemPackage

/// The place where PostgreSQL wants a fetched file.
package final class FileDelivery: DeliveryTarget {
    private let path: FilePath
    private let name: String
    private let mode: FilePermissions
    private let beforeDelivery: () throws(StoreError) -> Void
    private var opened: Directory?
    private var file: TemporaryFile?

    /// Prepares a delivery.
    ///
    /// - Parameters:
    ///   - path: %p.
    ///   - isGroupReadable: whether the data directory's group may read it.
    ///   - beforeDelivery: the last moment to find that nobody waits for the file any more.
    package init(
        path: FilePath,
        isGroupReadable: Bool,
        beforeDelivery: @escaping () throws(StoreError) -> Void
    ) {
        let parent = path.removingLastComponent()
        self.path = parent.isEmpty ? "." : parent
        name = path.lastComponent?.string ?? ""
        mode = FilePermissions(rawValue: isGroupReadable ? 0o640 : 0o600)
        self.beforeDelivery = beforeDelivery
    }

    /// Whether %p exists.
    package func isTaken() throws(StoreError) -> Bool {
        try attempting { () throws(FileError) in try directory().status(of: name) != nil }
    }

    /// Gives up what was written.
    package func begin() {
        file = nil
    }

    /// Appends to the file that nobody sees yet.
    package func write(_ plain: RawSpan) throws(StoreError) {
        try attempting { () throws(FileError) in try temporaryFile().write(plain) }
    }

    /// Gives the file its mode and its name.
    package func deliver() throws(StoreError) {
        let file = try attempting { () throws(FileError) in
            let file = try temporaryFile()
            try file.setMode(mode)
            try file.flush()
            return file
        }
        try beforeDelivery()
        // Not synced: PostgreSQL syncs what it keeps, and asks again after a crash.
        let publication = try attempting { () throws(FileError) in
            try file.publish(as: name, once: .atomic)
        }
        switch publication {
        case .published: self.file = nil
        case .nameTaken: throw .targetTaken
        case .cannotCreateOnce:
            throw StoreError(
                .permanent,
                "the file system of \"\(path)\" has no call that creates a file only once"
            )
        }
    }

    /// Takes a whole file over from another directory, with its mode.
    ///
    /// - Returns: false where it cannot be moved, as from another file system.
    package func receive(_ other: String, from source: Directory) throws(StoreError) -> Bool {
        try beforeDelivery()
        let publication = try attempting { () throws(FileError) in
            try source.move(other, to: directory(), as: name)
        }
        switch publication {
        case .published: return true
        case .nameTaken: throw .targetTaken
        case .cannotCreateOnce, nil: return false
        }
    }

    private func directory() throws(FileError) -> Directory {
        if let opened { return opened }
        let directory = try Directory(opening: path)
        opened = directory
        return directory
    }

    /// Made with the first byte: most calls of an idle standby have none.
    private func temporaryFile() throws(FileError) -> TemporaryFile {
        if let file { return file }
        let place = TemporaryPlace(
            directory: try directory(),
            subdirectory: nil,
            prefix: "wal-fetch-"
        )
        let file = try TemporaryFile(in: place, mode: mode)
        self.file = file
        return file
    }

    private func attempting<Result>(
        _ call: () throws(FileError) -> Result
    ) throws(StoreError) -> Result {
        do throws(FileError) {
            return try call()
        } catch {
            // A server that replays frees room in pg_wal by itself.
            throw StoreError(
                error.isPassing || error.isFull ? .transient : .permanent,
                error.description,
                hint: error.hint
            )
        }
    }
}
