package import Archive
package import Codec
internal import Crypto
package import Files
package import SystemPackage

/// An archive in a directory: a file for each object, under the object's key.
///
/// The directory is never created here: one that is not there is an unmounted disk.
package final class DirectoryStore: Store {
    /// `file://` and the path.
    package let url: String
    /// The same without symbolic links, as far as they can be followed.
    package var canonicalURL: String { "file://\(FileStatus.resolved(path) ?? path)" }

    /// The kernel's own calls refuse; only `test-then-put` gives that up, on purpose.
    package let guaranteesCreateOnce = true
    let path: FilePath
    let once: CreateOnce
    private var opened: Directory?

    /// Makes a store that opens its directory when it is first used.
    package init(path: FilePath, once: CreateOnce) {
        url = "file://\(path)"
        self.path = path
        self.once = once
    }

    /// Begins a file that has no name, or one below `.wal-archive`.
    package func stage(_ key: ObjectKey) throws(StoreError) -> any StagedObject {
        try attempting { () throws(FileError) in
            StagedFile(key: key, file: try temporaryFile(), store: self)
        }
    }

    /// Reads a file, and what was recorded beside a plain one.
    package func read(
        _ key: ObjectKey,
        receive: (RawSpan) -> Bool
    ) throws(StoreError) -> StoredObject? {
        guard let file = try open(key.name) else { return nil }
        var form: StoredForm?
        try attempting { () throws(FileError) in
            try file.read { bytes in
                form = form ?? StoredForm(firstPiece: bytes)
                return receive(bytes)
            }
        }
        let isPlain = !key.isOwn && form ?? .plain == .plain
        let status = try attempting { () throws(FileError) in try file.status() }
        return StoredObject(
            recordedDigest: isPlain ? try recordedDigest(of: key) : .none,
            location: FileLocation(device: status.device, inode: status.inode)
        )
    }

    /// Syncs the file and the directory, and records a plain file's digest where none is.
    package func confirm(
        _ key: ObjectKey,
        identity: FileIdentity,
        form: StoredForm
    ) throws(StoreError) {
        guard let file = try open(key.name) else {
            throw StoreError(.transient, "\"\(url)/\(key)\" was there and vanished")
        }
        try attempting { () throws(FileError) in try file.sync() }
        if form == .plain { try record(identity.digest, of: key) }
        try attempting { () throws(FileError) in try directory().sync() }
    }

    /// Gives a finished file its name, makes both durable, and records the digest of a plain one.
    func publish(
        _ file: TemporaryFile,
        key: ObjectKey,
        digest: SHA256Digest?
    ) throws(StoreError) -> CreateOutcome {
        let publication = try attempting { () throws(FileError) in
            try file.sync()
            if key.isInOwnFolder { try makeOwnFolder() }
            return try file.publish(as: key.name, once: once)
        }
        switch publication {
        case .nameTaken: return .keyTaken
        case .cannotCreateOnce: throw cannotCreateOnce()
        case .published: break
        }
        if let digest { try record(digest, of: key) }
        try attempting { () throws(FileError) in try directory().sync() }
        return .created
    }

    private func makeOwnFolder() throws(FileError) {
        let directory = try directory()
        if try directory.status(of: ObjectKey.ownFolder) != nil { return }
        try directory.createDirectory(ObjectKey.ownFolder, mode: DirectoryRights.folder)
        try DirectoryRights.share(with: directory) { owner, group throws(FileError) in
            try Directory(opening: path.appending(ObjectKey.ownFolder))
                .setOwner(owner, group: group)
        }
    }

    func cannotCreateOnce() -> StoreError {
        StoreError(
            .permanent,
            "the file system of \"\(url)\" has no call that creates a file only once",
            hint: "Set create_once = 'test-then-put' if nobody else ever archives here:"
                + " two writers at the same moment may then both win, and one file is lost."
        )
    }

    /// Opens an object; nil when the directory, being there, has none of this name.
    func open(_ name: String) throws(StoreError) -> ReadableFile? {
        let directory = try attempting { () throws(FileError) -> Directory in try self.directory() }
        do throws(ReadableFile.Refusal) {
            return try ReadableFile(opening: name, in: directory)
        } catch {
            switch error {
            case .absent: break
            case .notRegular:
                throw StoreError(.notAFile, "\"\(url)/\(name)\" is no regular file")
            case .failed(let failure): throw forgetting(failure)
            }
        }
        // In a directory that somebody removed, everything is absent.
        guard try attempting({ () throws(FileError) in try directory.isLinked() }) else {
            throw forgetting(FileError(.open, path, .noSuchFileOrDirectory))
        }
        return nil
    }

    func directory() throws(FileError) -> Directory {
        if let opened { return opened }
        let directory = try Directory(opening: path)
        opened = directory
        return directory
    }

    func temporaryFile() throws(FileError) -> TemporaryFile {
        let place = TemporaryPlace(
            directory: try directory(),
            subdirectory: ObjectKey.ownFolder,
            prefix: "tmp-"
        )
        let file = try TemporaryFile(in: place, mode: DirectoryRights.file)
        try DirectoryRights.share(with: directory()) { owner, group throws(FileError) in
            try file.setOwner(owner, group: group)
        }
        return file
    }

    func attempting<Result: ~Copyable>(
        _ call: () throws(FileError) -> Result
    ) throws(StoreError) -> Result {
        do throws(FileError) {
            return try call()
        } catch {
            throw forgetting(error)
        }
    }

    /// The failure as the store's own; the next try opens the directory anew, since a file server
    /// may have been exchanged.
    func forgetting(_ error: FileError) -> StoreError {
        opened = nil
        return StoreError(error, in: path, setting: "the setting archive")
    }
}
