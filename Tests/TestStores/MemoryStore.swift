import Archive
import Codec
import Crypto
import Synchronization

/// A store over a dictionary: what every store promises, without a disk.
package final class MemoryStore: Store, Sendable {
    /// What is in it.
    struct Contents {
        var objects: [ObjectKey: [UInt8]] = [:]
        var digests: [ObjectKey: SHA256Digest] = [:]
        var strangers: Set<ObjectKey> = []
    }

    /// Bytes are handed on in pieces of this size, so that no reader relies on one piece.
    private static let pieceLength = 100_000

    package let url: String

    /// Whether it replaces an object that has the key, as servers do that ignore the condition.
    private let replaces: Bool

    /// Only one that replaces has something to be found out.
    package var guaranteesCreateOnce: Bool { !replaces }

    package let listsInOrder = true

    let contents = Mutex(Contents())

    package init(url: String = "memory:archive", replaces: Bool = false) {
        self.url = url
        self.replaces = replaces
    }

    package func stage(_ key: ObjectKey) throws(StoreError) -> any StagedObject {
        MemoryObject(key: key, store: self)
    }

    package func read(
        _ key: ObjectKey,
        receive: (RawSpan) -> Bool
    ) throws(StoreError) -> StoredObject? {
        let contents = contents.withLock { $0 }
        if contents.strangers.contains(key) {
            throw StoreError(.notAFile, "\"\(url)/\(key)\" is no regular file")
        }
        guard let bytes = contents.objects[key] else { return nil }
        for start in stride(from: 0, to: bytes.count, by: Self.pieceLength) {
            let piece = Array(bytes[start..<min(start + Self.pieceLength, bytes.count)])
            guard receive(piece.span.bytes) else { break }
        }
        let isPlain = !key.isOwn && StoredForm(firstBytes: Array(bytes.prefix(21))) == .plain
        guard isPlain, let digest = contents.digests[key] else {
            return StoredObject(recordedDigest: .none)
        }
        return StoredObject(recordedDigest: .digest(digest))
    }

    package func list(
        prefix: String,
        after: ObjectKey?,
        visit: (ObjectKey) -> Bool
    ) throws(StoreError) {
        let keys = contents.withLock { Set($0.objects.keys).union($0.strangers) }
        for key in keys.sorted() where !key.isOwn && key.name.hasPrefix(prefix) {
            if let after, key <= after { continue }
            guard visit(key) else { return }
        }
    }

    package func confirm(
        _ key: ObjectKey,
        identity: FileIdentity,
        form: StoredForm
    ) throws(StoreError) {
        guard form == .plain else { return }
        contents.withLock { $0.digests[key] = identity.digest }
    }

    /// Ends an object's creation, as `StagedObject.publish` promises.
    func publish(_ key: ObjectKey, _ bytes: [UInt8], digest: SHA256Digest?) -> CreateOutcome {
        contents.withLock { contents in
            let isTaken = contents.objects[key] != nil || contents.strangers.contains(key)
            guard replaces || !isTaken else { return .keyTaken }
            contents.objects[key] = bytes
            if let digest { contents.digests[key] = digest }
            return .created
        }
    }
}

/// An object of a `MemoryStore` being written.
private final class MemoryObject: StagedObject {
    private let key: ObjectKey
    private let store: MemoryStore
    private var bytes: [UInt8] = []

    init(key: ObjectKey, store: MemoryStore) {
        self.key = key
        self.store = store
    }

    func write(_ bytes: RawSpan) throws(StoreError) {
        bytes.withUnsafeBytes { self.bytes += $0 }
    }

    func publish(
        identity: FileIdentity?,
        form: StoredForm
    ) throws(StoreError) -> CreateOutcome {
        store.publish(key, bytes, digest: form == .plain ? identity?.digest : nil)
    }
}
