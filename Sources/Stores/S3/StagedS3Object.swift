internal import Archive
internal import Codec
internal import Crypto
internal import Files
internal import HTTP
internal import S3

/// An object being written into a bucket.
final class StagedS3Object: StagedObject {
    let key: ObjectKey
    let held: HeldObject
    private let store: S3Store

    init(key: ObjectKey, held: HeldObject, store: S3Store) {
        self.key = key
        self.held = held
        self.store = store
    }

    func write(_ bytes: RawSpan) throws(StoreError) {
        try held.append(bytes)
    }

    /// May be called again after a failure: the bytes are kept.
    func publish(
        identity: FileIdentity?,
        form: StoredForm
    ) throws(StoreError) -> CreateOutcome {
        if let identity, let outcome = try store.settle(self, identity: identity, form: form) {
            return outcome
        }
        return try store.put(self, identity: identity, form: form)
    }
}

/// Creates objects.
extension S3Store {
    /// Sends an object in one request that fails where its key is taken.
    func put(
        _ object: StagedS3Object,
        identity: FileIdentity?,
        form: StoredForm
    ) throws(StoreError) -> CreateOutcome {
        if once == .testThenPut, try exists(object.key) { return .keyTaken }
        // What is plain was digested while it was read.
        let plain = form == .plain ? identity?.digest : nil
        let payload = if let plain { plain } else { try object.held.digest() }
        return try create(object, payload: payload, recorded: plain)
    }

    /// The same with the digest of what is held, and the one to be recorded beside it.
    func create(
        _ object: StagedS3Object,
        payload: SHA256Digest,
        recorded: SHA256Digest?
    ) throws(StoreError) -> CreateOutcome {
        var request = request(for: object, payload: payload, recorded: recorded)
        if once == .atomic { request.headers.append(HTTPHeader("if-none-match", "*")) }
        let start = connection.now
        do throws(S3Failure) {
            _ = try connection.perform(request, body: object.held)
            unsettled[object.key] = nil
            return .created
        } catch {
            if error.isUnsettled { unsettled[object.key] = start }
            guard let refusal = error.refusal, once == .atomic else { throw error.storeError }
            switch refusal.status {
            case 412: return .keyTaken
            case 501: throw cannotCreateOnce(error)
            default: throw error.storeError
            }
        }
    }

    /// A request that stores an object, whatever is there.
    func request(
        for object: StagedS3Object,
        payload: SHA256Digest,
        recorded: SHA256Digest?
    ) -> S3Request {
        var headers = [HTTPHeader("x-amz-checksum-sha256", Base64.text(payload.bytes))]
        if let recorded { headers.append(HTTPHeader(Self.digestHeader, recorded.description)) }
        return S3Request(.put, key: path(object.key), headers: headers, payload: payload)
    }

    private func cannotCreateOnce(_ failure: S3Failure) -> StoreError {
        StoreError(
            .permanent,
            "\"\(url)\" cannot create an object only once: \(failure.storeError.reason)",
            hint: "Set create_once = 'test-then-put' if nobody else ever archives here:"
                + " two writers at the same moment may then both win, and one file is lost."
        )
    }

    func exists(_ key: ObjectKey) throws(StoreError) -> Bool {
        do throws(S3Failure) {
            return try tail(of: key, length: 1) != nil
        } catch {
            throw error.storeError
        }
    }
}
