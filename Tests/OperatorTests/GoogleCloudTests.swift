import FrontEnd
import Synchronization
import TestSupport
import Testing

/// An archive in Google Cloud Storage, as far as a server can play it that keeps what it is given.
@Suite struct GoogleCloudTests {
    @Test func `is asked in its own words`() async throws {
        let bucket = ScriptedBucket()
        try await ScriptedServer.with { request in
            bucket.reply(to: request)
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
