internal import Codec
internal import WAL

/// Puts a file's stored form under a key that is free.
struct Placement {
    /// For plain bytes that begin like another form.
    private static let levelOfAmbiguous = 1

    let store: any Store
    /// zstd's level; nil stores plain bytes.
    let compressionLevel: Int?

    /// Stores the file unless its key is taken.
    func put(
        _ key: ObjectKey,
        source: any PushSource,
        cluster: SystemIdentifier
    ) throws(PushError) -> (CreateOutcome, FileIdentity) {
        do throws(PushError) {
            return try create(key, source: source, cluster: cluster)
        } catch {
            // What is there already needs no room.
            guard case .store(let refusal) = error, refusal.kind == .unwritable,
                try isTaken(key)
            else { throw error }
            return (.keyTaken, try Encoding.identity(of: source))
        }
    }

    /// Encodes the file and publishes it.
    private func create(
        _ key: ObjectKey,
        source: any PushSource,
        cluster: SystemIdentifier
    ) throws(PushError) -> (CreateOutcome, FileIdentity) {
        var level = compressionLevel
        if level == nil, try Encoding.looksStored(source) { level = Self.levelOfAmbiguous }
        let encoding = Encoding(source: source, compressionLevel: level, system: cluster)
        let staged = try storing { () throws(StoreError) in try store.stage(key) }
        let identity = try encoding.run { (bytes) throws(StoreError) in try staged.write(bytes) }
        let form: StoredForm = level == nil ? .plain : .zstd
        let outcome = try storing { () throws(StoreError) in
            try staged.publish(identity: identity, form: form)
        }
        return (outcome, identity)
    }

    /// Whether anything has the key, a file or not.
    func isTaken(_ key: ObjectKey) throws(PushError) -> Bool {
        do throws(StoreError) {
            return try store.read(key) { _ in false } != nil
        } catch {
            if error.kind == .notAFile { return true }
            throw .store(error)
        }
    }
}
