internal import Archive
internal import Crypto
internal import HTTP
internal import S3

/// Removes objects of a bucket in batches, and tells what stays of them.
struct S3Removal {
    /// An answer has some hundred bytes for each object, and its key.
    private static let answerLimit = 4 << 20

    private let connection: S3Connection
    private let prefix: String
    private let environment: [String: String]

    init(_ connection: S3Connection, prefix: String, environment: [String: String]) {
        self.connection = connection
        self.prefix = prefix
        self.environment = environment
    }

    /// Removes as many as one request takes.
    func remove(_ names: [ObjectName]) throws(S3Failure) -> RemovalOutcome {
        guard let last = names.max() else { return RemovalOutcome() }
        // Once it is removed, nobody is shown it any more.
        let lock = try lock(on: last)
        let answer = try delete(S3Deletion(keys: names.map { prefix + $0.description }))
        return RemovalOutcome(
            retained: answer.refusals.compactMap { refusal in
                ObjectName(refusal.key.dropFirst(prefix.count)).map {
                    RetainedObject(name: $0, reason: refusal.reason)
                }
            },
            versions: answer.versions,
            lock: answer.versions > 0 ? lock : nil
        )
    }

    /// What keeps an object; nil where nothing does, or nobody may say so.
    private func lock(on name: ObjectName) throws(S3Failure) -> ObjectLock? {
        let response: HTTPResponse
        do throws(S3Failure) {
            // A byte, for the head that comes with it.
            response = try connection.perform(
                S3Request(
                    .get,
                    key: prefix + name.description,
                    headers: [HTTPHeader("range", "bytes=0-0")]
                )
            )
        } catch {
            // One that is gone, one that may only be removed, and one without a byte.
            if let status = error.refusal?.status, [403, 404, 416].contains(status) { return nil }
            throw error
        }
        let end = response.header("x-amz-object-lock-retain-until-date")
        let isHeld = response.header("x-amz-object-lock-legal-hold") == "ON"
        guard end != nil || isHeld else { return nil }
        return ObjectLock(name: name, end: end.map(Self.withoutFraction), isHeld: isHeld)
    }

    /// A time without the fractions of a second, which some servers tell and which help nobody.
    private static func withoutFraction(_ time: String) -> String {
        guard let point = time.firstIndex(of: "."), time.hasSuffix("Z") else { return time }
        return "\(time[..<point])Z"
    }

    private func delete(_ deletion: S3Deletion) throws(S3Failure) -> S3Deletion.Answer {
        let held = HeldObject(environment: environment)
        var request = S3Request(.post, key: "", query: [QueryItem("delete", "")])
        do throws(StoreError) {
            try held.append(unsafe deletion.body.span.bytes)
            let digest = try held.digest()
            request.payload = digest
            request.headers = [
                HTTPHeader("content-type", "application/xml"),
                HTTPHeader("x-amz-checksum-sha256", Base64.text(digest.bytes)),
            ]
        } catch {
            throw connection.fail(request, .damaged(error.reason))
        }
        var answer: [UInt8] = []
        _ = try connection.perform(request, body: held, mayBeXML: true) { _, bytes in
            unsafe bytes.withUnsafeBytes { unsafe answer.append(contentsOf: $0) }
            return answer.count <= Self.answerLimit
        }
        guard let answer = S3Deletion.answer(answer) else {
            throw connection.fail(request, .damaged("its answer is no whole XML document"))
        }
        return answer
    }
}
