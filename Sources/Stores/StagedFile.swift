internal import Archive
internal import Codec
internal import Files

/// An object being written into a directory archive.
final class StagedFile: StagedObject {
    private let key: ObjectKey
    private let file: TemporaryFile
    private let store: DirectoryStore

    init(key: ObjectKey, file: TemporaryFile, store: DirectoryStore) {
        self.key = key
        self.file = file
        self.store = store
    }

    func write(_ bytes: RawSpan) throws(StoreError) {
        try StoreError.attempting { () throws(FileError) in try file.write(bytes) }
        file.beginWriteback()
    }

    func publish(
        identity: FileIdentity?,
        form: StoredForm
    ) throws(StoreError) -> CreateOutcome {
        try store.publish(file, key: key, digest: form == .plain ? identity?.digest : nil)
    }
}
