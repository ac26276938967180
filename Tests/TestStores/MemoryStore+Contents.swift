import Archive
import Crypto
import Synchronization
import WAL

/// What a test does to an archive behind the back of those who use it.
extension MemoryStore {
    /// An object's stored bytes; nil where there is none.
    package subscript(key: ObjectKey) -> [UInt8]? {
        get { contents.withLock { $0.objects[key] } }
        set { contents.withLock { $0.objects[key] = newValue } }
    }

    /// A file's stored bytes.
    package subscript(name: WALFileName) -> [UInt8]? {
        get { self[ObjectKey(name)] }
        set { self[ObjectKey(name)] = newValue }
    }

    /// How many objects there are, the marker included.
    package var count: Int { contents.withLock { $0.objects.count } }

    /// Everything in it, to be compared with what is in it later.
    package var snapshot: [ObjectKey: [UInt8]] { contents.withLock { $0.objects } }

    /// The digest recorded beside an object.
    package func recordedDigest(of key: ObjectKey) -> SHA256Digest? {
        contents.withLock { $0.digests[key] }
    }

    /// Records a digest beside an object, a wrong one too.
    package func record(_ digest: SHA256Digest, of key: ObjectKey) {
        contents.withLock { $0.digests[key] = digest }
    }

    /// Puts something that is no file in an object's place.
    package func obstruct(_ key: ObjectKey) {
        contents.withLock { _ = $0.strangers.insert(key) }
    }

    /// Removes everything.
    package func empty() {
        contents.withLock { $0 = Contents() }
    }
}
