import Archive
import Codec
import Crypto
import Stores
import TestStores
import TestSupport
import Testing
import WAL

/// What an operator's decision asks a bucket's server for.
@Suite struct S3ReplacingTests {
    private let plain = Array("plain bytes".utf8)
    private let kept = ObjectKey(
        ArchivedFileName(
            conflictOf: .named("00000002.history"),
            digestPrefix: "0123456789abcdef"
        )
    )

    private func version(_ digest: String?, _ tag: String = "\"v1\"") -> [ScriptedServer.Step] {
        let recorded = digest.map { ["x-amz-meta-sha256: \($0)"] } ?? []
        return [.answer("200 OK", fields: ["ETag: \(tag)"] + recorded, body: plain)]
    }

    private func error(_ body: () throws -> Void) -> StoreError? {
        do {
            try body()
            return nil
        } catch {
            return error as? StoreError
        }
    }

    @Test func `keeps the very bytes and their digest under another key, once`() throws {
        let digest = try Archived.identity(plain).digest.description
        let call = try S3Call([
            version(digest), [.answer("200 OK")], version(digest),
            [.answer(.error("412 Precondition Failed", "PreconditionFailed"))],
        ])
        for _ in 1...2 { try call.store.keep(S3Call.key, as: kept) }
        let put = try #require(call.server.requests.dropFirst(1).first)
        #expect(put.words[1] == "/bucket/wal/00000002.history.conflict.0123456789abcdef")
        #expect(put.fields["if-none-match"] == "*")
        #expect(put.fields["x-amz-meta-sha256"] == digest)
        #expect(put.body == plain)
    }

    @Test func `puts the other file over the version that was kept, and no other`() throws {
        let other = Array("other bytes".utf8)
        let identity = try Archived.identity(other)
        for answer in [
            ScriptedServer.Step.answer("200 OK"),
            .answer(.error("412 Precondition Failed", "PreconditionFailed")),
        ] {
            let call = try S3Call([version(nil), [.answer("200 OK")], [answer]])
            try call.store.keep(S3Call.key, as: kept)
            let failure = error {
                try call.store.replace(S3Call.key) { (staged) throws(StoreError) in
                    try staged.write(other.span.bytes)
                    return (identity, .plain)
                }
            }
            let put = try #require(call.server.requests.dropFirst(2).first)
            #expect(put.words[1] == "/bucket/wal/00000002.history")
            #expect(put.fields["if-match"] == "v1")
            #expect(put.fields["if-none-match"] == nil)
            #expect(put.fields["x-amz-meta-sha256"] == identity.digest.description)
            #expect(put.body == other)
            guard let failure else { continue }
            #expect(
                failure.description
                    == "\"s3://bucket/wal/00000002.history\" was changed by somebody meanwhile"
                    + " HINT: Run the command again."
            )
        }
    }

    @Test func `records a digest with the same bytes only`() throws {
        let call = try S3Call([version(nil), [.answer("200 OK")], version(nil)])
        let identity = try Archived.identity(plain)
        try call.store.recordDigest(of: S3Call.key, identity)
        let put = try #require(call.server.requests.dropFirst(1).first)
        #expect(put.words[1] == "/bucket/wal/00000002.history")
        #expect(put.fields["if-match"] == "v1")
        #expect(put.fields["x-amz-content-sha256"] == identity.digest.description)
        #expect(put.fields["x-amz-meta-sha256"] == identity.digest.description)
        #expect(put.body == plain)
        let other = try Archived.identity([1])
        let failure = error { try call.store.recordDigest(of: S3Call.key, other) }
        #expect(
            failure?.reason
                == "\"s3://bucket/wal/00000002.history\" was changed by somebody meanwhile"
        )
        #expect(call.requests.count == 3)
    }

    @Test func `keeps nothing of an object that is gone`() throws {
        let call = try S3Call([[.answer(.error("404 Not Found", "NoSuchKey"))]])
        let failure = error { try call.store.keep(S3Call.key, as: kept) }
        #expect(failure?.reason.contains("404 NoSuchKey") == true)
        #expect(call.requests.count == 1)
    }
}
