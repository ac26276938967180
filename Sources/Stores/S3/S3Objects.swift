package import Archive
internal import Codec
internal import Crypto
package import Files
internal import HTTP
package import S3

/// Objects in a bucket, below a prefix.
package final class S3Objects: ObjectStore {
    /// `s3://bucket/prefix`.
    package let url: String
    private let once: CreateOnce
    private let connection: S3Connection
    private let prefix: String
    private let environment: [String: String]

    /// Makes a store that connects when it is first asked.
    ///
    /// - Parameter prefix: without slashes at its ends; empty for the whole bucket.
    package init(
        access: S3Access,
        prefix: String,
        once: CreateOnce,
        surroundings: CallSurroundings
    ) {
        url = "s3://\(access.bucket.name)" + (prefix.isEmpty ? "" : "/\(prefix)")
        self.prefix = prefix.isEmpty ? "" : prefix + "/"
        self.once = once
        environment = surroundings.environment
        connection = S3Connection(access: access, surroundings: surroundings)
    }

    /// Begins an object that is held here until it is whole.
    package func stage(_ name: ObjectName) throws(StoreError) -> any StagedObject {
        StagedBackupObject(name, HeldObject(environment: environment), self)
    }

    /// Reads an object as it comes in, in one request.
    package func read(
        _ name: ObjectName,
        receive: (RawSpan) -> Bool
    ) throws(StoreError) -> Bool {
        do throws(S3Failure) {
            _ = try connection.perform(S3Request(.get, key: key(name))) { _, bytes in
                receive(bytes)
            }
            return true
        } catch {
            if error.refusal?.isAbsence == true { return false }
            let isOfOne = error.refusal?.isOfOneObject ?? false
            throw isOfOne ? error.storeError.ofOneObject : error.storeError
        }
    }

    /// Visits objects in the order of their names; what begins with a dot is skipped.
    package func list(
        prefix: String,
        visit: (ObjectEntry) -> Bool
    ) throws(StoreError) {
        let whole = self.prefix
        do throws(S3Failure) {
            try S3Walk(connection: connection).visit(prefix: whole + prefix) { object in
                let text = object.key.dropFirst(whole.count)
                guard !text.hasPrefix("."), let name = ObjectName(text) else { return true }
                return visit(
                    ObjectEntry(
                        name: name,
                        storedBytes: object.storedBytes,
                        modified: object.modified.seconds
                    )
                )
            }
        } catch {
            throw error.storeError
        }
    }

    /// Removes objects, a thousand in one request, and one before that for what may lock them.
    package func remove(_ names: [ObjectName]) throws(StoreError) -> RemovalOutcome {
        let removal = S3Removal(connection, prefix: prefix, environment: environment)
        var outcome = RemovalOutcome()
        for start in stride(from: 0, to: names.count, by: S3Deletion.limit) {
            let batch = names[start..<min(start + S3Deletion.limit, names.count)]
            do throws(S3Failure) {
                outcome.add(try removal.remove(Array(batch)))
            } catch {
                throw error.storeError
            }
        }
        return outcome
    }

    /// As its last answer told, or the one to a short listing.
    package func clockLead() throws(StoreError) -> Int64? {
        if connection.serverLead == nil { try list(prefix: "") { _ in false } }
        return connection.serverLead
    }

    /// Sends an object in one request that fails where its key is taken.
    fileprivate func put(
        _ name: ObjectName,
        _ held: HeldObject,
        digest: SHA256Digest?
    ) throws(StoreError) -> CreateOutcome {
        let payload = try held.digest()
        var headers = [HTTPHeader("x-amz-checksum-sha256", Base64.text(payload.bytes))]
        if once == .atomic { headers.append(HTTPHeader("if-none-match", "*")) }
        if let digest { headers.append(HTTPHeader(S3Store.digestHeader, digest.description)) }
        let request = S3Request(.put, key: key(name), headers: headers, payload: payload)
        do throws(S3Failure) {
            _ = try connection.perform(request, body: held)
            return .created
        } catch {
            if once == .atomic, error.refusal?.status == 412 { return .keyTaken }
            throw error.storeError
        }
    }

    private func key(_ name: ObjectName) -> String { prefix + name.description }
}

/// An object being written into a bucket.
private final class StagedBackupObject: StagedObject {
    private let name: ObjectName
    private let held: HeldObject
    private let store: S3Objects

    init(_ name: ObjectName, _ held: HeldObject, _ store: S3Objects) {
        self.name = name
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
        try store.put(name, held, digest: form == .plain ? identity?.digest : nil)
    }
}
