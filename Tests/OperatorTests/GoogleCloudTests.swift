import FrontEnd
import Synchronization
import TestSupport
import Testing

/// An archive in Google Cloud Storage, as far as a server can play it that keeps what it is given.
@Suite struct GoogleCloudTests {
    @Test func `is asked in its own words`() async throws {
        let objects = Mutex<[String: String]>([:])
        try await LocalService.with { request in
            let missing = ScriptedAnswer.error("404 Not Found", "NoSuchKey")
            if request.target.hasPrefix("/wal/?") {
                return .answer(
                    ScriptedAnswer("200 OK", body: "<ListBucketResult></ListBucketResult>")
                )
            }
            guard request.method == "PUT" else {
                let body = objects.withLock { $0[request.target] }
                return .answer(body.map { ScriptedAnswer("200 OK", body: $0) } ?? missing)
            }
            let isNew = objects.withLock { objects in
                guard objects[request.target] == nil else { return false }
                objects[request.target] = request.body
                return true
            }
            return .answer(
                isNew
                    ? ScriptedAnswer("200 OK")
                    : .error("412 Precondition Failed", "PreconditionFailed")
            )
        } _: { service in
            let result = RecordedCall(
                ["check", "--archive", "gs://wal/main", "--s3-endpoint", service.endpoint],
                environment: [
                    "WAL_ARCHIVE_GS_ACCESS_KEY_ID": "GOOG1",
                    "WAL_ARCHIVE_GS_SECRET_ACCESS_KEY": "topsecret",
                ]
            ).run()
            #expect(result.status == 0, "\(result)")
            #expect(
                result.output.contains(
                    "setting: gs_secret_access_key = '<redacted>' (environment variable"
                        + " WAL_ARCHIVE_GS_SECRET_ACCESS_KEY)"
                )
            )
            #expect(
                result.output.contains("create once: ok, of two writers at once one was refused")
            )
            #expect(!result.output.joined().contains("topsecret"))
            let puts = service.requests.filter { $0.method == "PUT" }
            #expect(puts.count == 2)
            for put in puts {
                #expect(put.target == "/wal/main/.wal-archive/check")
                #expect(put.fields["x-goog-if-generation-match"] == "0")
                #expect(put.fields["if-none-match"] == nil)
                #expect(put.fields.keys.allSatisfy { !$0.hasPrefix("x-amz") })
                #expect(
                    put.fields["authorization"]?.hasPrefix(
                        "GOOG4-HMAC-SHA256 Credential=GOOG1/"
                    ) == true
                )
            }
        }
    }
}
