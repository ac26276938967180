internal import Archive
internal import Codec
internal import Files

/// A file of a directory being written.
final class StagedObjectFile: StagedObject {
    private let name: String
    private let file: TemporaryFile
    private let directory: Directory
    private let once: CreateOnce

    init(name: String, file: TemporaryFile, directory: Directory, once: CreateOnce) {
        self.name = name
        self.file = file
        self.directory = directory
        self.once = once
    }

    func write(_ bytes: RawSpan) throws(StoreError) {
        try StoreError.attempting { () throws(FileError) in try file.write(bytes) }
        file.beginWriteback()
    }

    func publish(
        identity: FileIdentity?,
        form: StoredForm
    ) throws(StoreError) -> CreateOutcome {
        let publication = try StoreError.attempting { () throws(FileError) in
            try file.sync()
            return try file.publish(as: name, once: once)
        }
        switch publication {
        case .published: break
        case .nameTaken: return .keyTaken
        case .cannotCreateOnce:
            throw StoreError(
                .permanent,
                "the file system of \"\(directory.path)\" has no call that creates a file only"
                    + " once",
                hint: "Set create_once = 'test-then-put' if nobody else writes there."
            )
        }
        try StoreError.attempting { () throws(FileError) in try directory.sync() }
        return .created
    }
}
