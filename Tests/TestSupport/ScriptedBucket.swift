import Synchronization

/// A bucket in memory, as much of one as creates objects once and reads them; it lists none.
package final class ScriptedBucket: Sendable {
    private let objects = Mutex<[String: [UInt8]]>([:])

    /// An empty bucket.
    package init() {}

    /// Answers a request as a server of S3 does, or one of Google's.
    package func reply(to request: ScriptedServer.Request) -> ScriptedServer.Step {
        if request.target.contains("?") {
            let end = "<IsTruncated>false</IsTruncated>"
            return .answer(
                "200 OK",
                body: Array("<ListBucketResult>\(end)</ListBucketResult>".utf8)
            )
        }
        guard request.method == "PUT" else {
            let found = objects.withLock { $0[request.target] }
            return found.map { .answer("200 OK", body: $0) }
                ?? .answer(.error("404 Not Found", "NoSuchKey"))
        }
        let isNew = objects.withLock { objects in
            guard objects[request.target] == nil else { return false }
            objects[request.target] = request.body
            return true
        }
        return isNew
            ? .answer("200 OK") : .answer(.error("412 Precondition Failed", "PreconditionFailed"))
    }
}
