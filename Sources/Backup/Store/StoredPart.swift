internal import Archive
internal import Codec
internal import Crypto

/// A stored object as its description tells it, to be proven by reading it.
struct StoredPart {
    let identity: FileIdentity
    let storedBytes: UInt64

    init(_ identity: FileIdentity, storedBytes: UInt64) {
        self.identity = identity
        self.storedBytes = storedBytes
    }

    init(_ part: PartDescription) {
        self.init(
            FileIdentity(digest: part.sha256, size: part.plainBytes),
            storedBytes: part.storedBytes
        )
    }

    /// Reads the object and makes sure that it is this part.
    func check(_ name: ObjectName, in store: any ObjectStore) throws(StoreError) {
        do throws(BackupError) {
            try read(name, from: store) { _ in true }
        } catch {
            if case .store(let failure) = error { throw failure }
            throw StoreError(.permanent, error.description)
        }
    }

    /// Reads the object, hands on its plain bytes, and makes sure that they are this part's.
    ///
    /// What was handed on counts only when this returns.
    func read(
        _ name: ObjectName,
        from store: any ObjectStore,
        receive: @escaping (RawSpan) -> Bool
    ) throws(BackupError) {
        var isWanted = true
        let decoder = ObjectDecoder(plainLimit: identity.size) { plain in
            isWanted = receive(plain)
            return isWanted
        }
        let isThere: Bool
        do throws(StoreError) {
            isThere = try store.read(name) { decoder.consume($0) }
        } catch {
            throw .store(error)
        }
        guard isThere else { throw .damaged("\(store.url)/\(name)", reason: "it is not there") }
        guard isWanted else { return }
        let object: DecodedObject
        do throws(CodecError) {
            object = try decoder.finish()
        } catch {
            throw .damaged("\(store.url)/\(name)", reason: error.description)
        }
        guard object.digest == identity.digest, object.plainLength == identity.size else {
            throw .damaged(
                "\(store.url)/\(name)",
                reason: "its SHA-256 is \(object.digest), and was \(identity.digest)"
            )
        }
    }
}
