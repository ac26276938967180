package import Archive
package import Codec
internal import Crypto
internal import Files
internal import HTTP
internal import S3

/// An operator's decision in a bucket.
///
/// A PUT gives a key its new object at once, so at no moment is there none. What is replaced must
/// be the version that was read (`If-Match`, where the server knows that condition).
extension S3Store: ReplacingStore {
    /// Stores the object's bytes once more, under the second key.
    package func keep(_ key: ObjectKey, as kept: ObjectKey) throws(StoreError) {
        let copy = try held(key, as: kept)
        versions[key] = copy.version
        if once == .testThenPut, try exists(kept) { return }
        // One that has the key is compared with this one by whoever asks for it.
        _ = try create(copy.object, payload: copy.object.held.digest(), recorded: copy.recorded)
    }

    /// Stores an object over the one that was kept before.
    package func replace(
        _ key: ObjectKey,
        write: (any StagedObject) throws(StoreError) -> (FileIdentity, StoredForm)
    ) throws(StoreError) {
        let object = StagedS3Object(key: key, held: makeHeldObject(), store: self)
        let (identity, form) = try write(object)
        let plain = form == .plain ? identity.digest : nil
        try put(object, over: versions[key], payload: object.held.digest(), recorded: plain)
    }

    /// Stores the same bytes once more, with the digest in the object's metadata, which cannot be
    /// changed by itself.
    ///
    /// The digest is signed with the request: the server takes these very bytes only. They are not
    /// copied by the server itself, since some lose an object that is copied onto itself.
    package func recordDigest(
        of key: ObjectKey,
        _ identity: FileIdentity
    ) throws(StoreError) {
        let copy = try held(key, as: key)
        guard try copy.object.held.digest() == identity.digest else {
            throw StoreError(.permanent, "\"\(url)/\(key)\" was changed by somebody meanwhile")
        }
        try put(
            copy.object,
            over: copy.version,
            payload: identity.digest,
            recorded: identity.digest
        )
    }

    /// An object's bytes, to be stored again.
    private struct Copy {
        let object: StagedS3Object
        /// The ETag of what was read.
        let version: String?
        let recorded: SHA256Digest?
    }

    private func held(_ key: ObjectKey, as other: ObjectKey) throws(StoreError) -> Copy {
        let object = StagedS3Object(key: other, held: makeHeldObject(), store: self)
        var failure: StoreError?
        let response: HTTPResponse
        do throws(S3Failure) {
            response = try connection.perform(S3Request(.get, key: path(key))) { _, bytes in
                do throws(StoreError) {
                    try object.write(bytes)
                    return true
                } catch {
                    failure = error
                    return false
                }
            }
        } catch {
            throw error.storeError
        }
        if let failure { throw failure }
        var recorded: SHA256Digest?
        if case .digest(let digest) = Self.digest(response) { recorded = digest }
        return Copy(object: object, version: response.header("etag"), recorded: recorded)
    }

    private func put(
        _ object: StagedS3Object,
        over version: String?,
        payload: SHA256Digest,
        recorded: SHA256Digest?
    ) throws(StoreError) {
        var request = request(for: object, payload: payload, recorded: recorded)
        if let version {
            // Without the quotes, as AWS documents it: Ceph knows no other way.
            request.headers.append(HTTPHeader("if-match", version.filter { $0 != "\"" }))
        }
        do throws(S3Failure) {
            _ = try connection.perform(request, body: object.held)
        } catch {
            guard error.refusal?.status == 412 else { throw error.storeError }
            throw StoreError(
                .permanent,
                "\"\(url)/\(object.key)\" was changed by somebody meanwhile",
                hint: "Run the command again."
            )
        }
    }
}
