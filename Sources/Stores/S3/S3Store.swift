package import Archive
package import Codec
internal import Crypto
package import Files
internal import HTTP
package import S3

/// An archive in a bucket: an object for each file, its key the archive's prefix, a slash, and
/// the file's name.
package final class S3Store: Store, ServerClock {
    /// Where a plain object's digest is recorded, which a compressed one carries in itself.
    static let digestHeader = "x-amz-meta-sha256"

    /// `s3://bucket/prefix`.
    package let url: String
    /// The same URL means another archive on another server.
    package let canonicalURL: String
    /// Servers exist that ignore the condition.
    package let guaranteesCreateOnce = false
    /// With `test-then-put`.
    package var givesUpCreateOnce: Bool { once == .testThenPut }
    /// A bucket is there or it is not.
    package let mayBeUnmounted = false
    /// As ListObjectsV2 does.
    package let listsInOrder = true

    let once: CreateOnce
    let connection: S3Connection
    private let prefix: String
    private let environment: [String: String]
    private let heldLimit: Int
    /// Objects whose creation may have succeeded though no answer said so, with the time when it
    /// began.
    var unsettled: [ObjectKey: Duration] = [:]
    /// The ETags of objects that an operator had kept under another key.
    var versions: [ObjectKey: String] = [:]

    /// Makes a store that connects when it is first asked.
    ///
    /// - Parameter prefix: without slashes at its ends; empty for the whole bucket.
    package init(
        access: S3Access,
        prefix: String,
        once: CreateOnce,
        surroundings: CallSurroundings
    ) {
        url =
            "\(access.bucket.dialect.scheme)://\(access.bucket.name)"
            + (prefix.isEmpty ? "" : "/\(prefix)")
        canonicalURL = url + (access.bucket.endpoint.map { " at \($0)" } ?? "")
        self.prefix = prefix.isEmpty ? "" : prefix + "/"
        self.once = once
        environment = surroundings.environment
        heldLimit = surroundings.heldLimit
        connection = S3Connection(access: access, surroundings: surroundings)
    }

    /// As the server's answers tell it.
    package var serverLead: Int64? { connection.serverLead }

    /// Begins an object that is held here until it is whole.
    package func stage(_ key: ObjectKey) throws(StoreError) -> any StagedObject {
        StagedS3Object(key: key, held: makeHeldObject(), store: self)
    }

    /// Where an object's bytes are held.
    func makeHeldObject() -> HeldObject {
        HeldObject(environment: environment, memoryLimit: heldLimit)
    }

    /// Reads an object as it comes in, in one request.
    package func read(
        _ key: ObjectKey,
        receive: (RawSpan) -> Bool
    ) throws(StoreError) -> StoredObject? {
        var firstBytes: [UInt8] = []
        do throws(S3Failure) {
            let response = try connection.perform(S3Request(.get, key: path(key))) { _, bytes in
                let missing = StoredForm.decisiveLength - firstBytes.count
                let first = bytes.extracting(first: min(bytes.byteCount, max(missing, 0)))
                unsafe first.withUnsafeBytes { unsafe firstBytes.append(contentsOf: $0) }
                return receive(bytes)
            }
            let isPlain = !key.isOwn && StoredForm(firstBytes: firstBytes) == .plain
            return StoredObject(recordedDigest: isPlain ? Self.digest(response) : .none)
        } catch {
            if error.refusal?.isAbsence == true { return nil }
            throw error.storeError
        }
    }

    /// Visits keys in their order.
    package func list(
        prefix: String,
        after: ObjectKey?,
        visit: (ObjectKey) -> Bool
    ) throws(StoreError) {
        try listObjects(prefix: prefix, after: after) { visit($0.key) }
    }

    /// Visits keys in their order, with the sizes that a listing tells.
    package func listObjects(
        prefix: String,
        after: ObjectKey?,
        visit: (ListedObject) -> Bool
    ) throws(StoreError) {
        let archivePrefix = self.prefix
        do throws(S3Failure) {
            try S3Walk(connection: connection).visit(
                prefix: archivePrefix + prefix,
                after: after.map { path($0) },
                delimiter: "/"
            ) { object in
                let name = String(object.key.dropFirst(archivePrefix.count))
                guard let key = ObjectKey(listed: name) else { return true }
                if let after, key <= after { return true }
                return visit(ListedObject(key: key, size: object.storedBytes))
            }
        } catch {
            throw error.storeError
        }
    }

    /// Does nothing: an object that a server gave is durable there, and its metadata could only
    /// be changed by replacing it.
    package func confirm(
        _ key: ObjectKey,
        identity: FileIdentity,
        form: StoredForm
    ) throws(StoreError) {}

    /// The whole key of an object.
    func path(_ key: ObjectKey) -> String { prefix + key.name }

    /// The digest of the plain bytes as recorded beside an object.
    static func digest(_ response: HTTPResponse) -> StoredObject.RecordedDigest {
        guard let text = response.header(digestHeader) else { return .none }
        return SHA256Digest(hexadecimal: text.lowercased()).map { .digest($0) } ?? .foreign
    }
}
