import Archive
import Codec
import Crypto
import Files
import Stores
import TestStores
import TestSupport
import Testing
import WAL

/// What an archive in a bucket asks its server for, and what it makes of the answers.
@Suite struct S3StoreTests {
    private let plain = Array("plain bytes".utf8)

    @Test func `creates an object by one request that replaces nothing`() throws {
        let call = try S3Call([[.answer("200 OK")]])
        let digest = try Archived.identity(plain).digest
        let staged = try call.stage(plain)
        #expect(try staged.publish(identity: Archived.identity(plain), form: .plain) == .created)
        let request = try #require(call.server.requests.first)
        #expect(request.words == ["PUT", "/bucket/wal/00000002.history", "HTTP/1.1"])
        #expect(request.body == plain)
        #expect(request.fields["if-none-match"] == "*")
        #expect(request.fields["x-amz-content-sha256"] == digest.description)
        #expect(
            request.fields["x-amz-checksum-sha256"]
                == "TOfv1ikjmhTyrdlb32F2dc9Z466ytn4hoHpSJ0wJfuo="
        )
        #expect(request.fields["x-amz-meta-sha256"] == digest.description)
        #expect(request.fields["x-amz-date"] == "20130524T000000Z")
        let signed =
            "host;if-none-match;x-amz-checksum-sha256;x-amz-content-sha256;x-amz-date;"
            + "x-amz-meta-sha256"
        let authorization = try #require(request.fields["authorization"])
        #expect(
            authorization.hasPrefix(
                "AWS4-HMAC-SHA256 Credential=AKIA/20130524/us-east-1/s3/aws4_request,"
                    + "SignedHeaders=\(signed),Signature="
            )
        )
        #expect(!authorization.contains("hidden"))
    }

    @Test func `signs the stored bytes of a compressed object, which carries its own digest`()
        throws
    {
        let call = try S3Call([[.answer("200 OK")]])
        let stored = try Archived.encode(plain)
        let staged = try call.stage(stored.bytes)
        #expect(try staged.publish(identity: stored.identity, form: .zstd) == .created)
        let request = try #require(call.server.requests.first)
        let digest = try SHA256.digest(of: stored.bytes.span.bytes)
        #expect(request.fields["x-amz-content-sha256"] == digest.description)
        #expect(request.fields["x-amz-meta-sha256"] == nil)
        #expect(request.body == stored.bytes)
    }

    @Test(arguments: [16 << 20, (16 << 20) + 1, 20_000_001])
    func `sends what memory has no room for from a file`(count: Int) throws {
        let call = try S3Call([[.answer("200 OK")]])
        var bytes = [UInt8](repeating: 7, count: count)
        for index in stride(from: 0, to: count, by: 4099) {
            bytes[index] = UInt8(truncatingIfNeeded: index)
        }
        let staged = try call.store.stage(S3Call.key)
        for start in stride(from: 0, to: count, by: 3_000_000) {
            try staged.write(Array(bytes[start..<min(count, start + 3_000_000)]).span.bytes)
        }
        #expect(try staged.publish(identity: nil, form: .plain) == .created)
        let request = try #require(call.server.requests.first)
        #expect(request.body == bytes)
        let digest = try SHA256.digest(of: bytes.span.bytes)
        #expect(request.fields["x-amz-content-sha256"] == digest.description)
    }

    @Test func `finds a key taken`() throws {
        let call = try S3Call([[.answer(.error("412 Precondition Failed", "PreconditionFailed"))]])
        let staged = try call.stage(plain)
        #expect(try staged.publish(identity: Archived.identity(plain), form: .plain) == .keyTaken)
        #expect(call.requests.count == 1)
    }

    @Test func `looks first where the server cannot create only once`() throws {
        let whole = ScriptedServer.Step.answer("206 Partial Content", body: [7])
        let absent = ScriptedServer.Step.answer(.error("404 Not Found", "NoSuchKey"))
        let call = try S3Call([[whole], [absent], [.answer("200 OK")]], once: .testThenPut)
        #expect(!call.store.guaranteesCreateOnce)
        #expect(call.store.givesUpCreateOnce)
        let identity = try Archived.identity(plain)
        #expect(try call.stage(plain).publish(identity: identity, form: .plain) == .keyTaken)
        #expect(try call.stage(plain).publish(identity: identity, form: .plain) == .created)
        let target = "/bucket/wal/00000002.history"
        #expect(call.requests == ["GET \(target)", "GET \(target)", "PUT \(target)"])
        #expect(call.server.requests.map { $0.fields["range"] } == ["bytes=-1", "bytes=-1", nil])
        #expect(call.server.requests.last?.fields["if-none-match"] == nil)
    }

    @Test func `reads an object in one request, and what is recorded beside it`() throws {
        let digest = try Archived.identity(plain).digest
        let call = try S3Call([
            [.answer("200 OK", fields: ["x-amz-meta-sha256: \(digest)"], body: plain)],
            [.answer("200 OK", fields: ["X-Amz-Meta-Sha256: \(digest.description.uppercased())"])],
            [.answer("200 OK", fields: ["x-amz-meta-sha256: nothing"], body: plain)],
            [.answer("200 OK", body: plain)],
        ])
        #expect(try call.store.bytes(of: S3Call.key) == plain)
        let recorded = try (0..<3).map { _ in try call.store.object(S3Call.key)?.recordedDigest }
        #expect(recorded == [.digest(digest), .foreign, StoredObject.RecordedDigest.none])
        #expect(Set(call.requests) == ["GET /bucket/wal/00000002.history"])
        #expect(call.server.connections == 1)
    }

    @Test func `takes no record beside a compressed object`() throws {
        let stored = try Archived.encode(plain).bytes
        let field = "x-amz-meta-sha256: \(try Archived.identity(plain).digest)"
        let call = try S3Call([[.answer("200 OK", fields: [field], body: stored)]])
        #expect(try call.store.object(S3Call.key) == StoredObject(recordedDigest: .none))
    }

    @Test func `knows what is absent`() throws {
        let call = try S3Call([[.answer(.error("404 Not Found", "NoSuchKey"))]])
        #expect(try call.store.bytes(of: S3Call.key) == nil)
    }

    @Test func `passes on what only looks like an error at first`() throws {
        let text = Array("<?xml version=\"1.0\"?><a/>".utf8)
        let call = try S3Call([[.answer("200 OK", body: text)], [.answer("200 OK", body: [1])]])
        #expect(try call.store.bytes(of: S3Call.key) == text)
        #expect(try call.store.bytes(of: S3Call.key) == [1])
    }

    private func page(_ keys: [String], next: String? = nil) -> ScriptedServer.Step {
        let objects = keys.map { key in
            "<Contents><Key>\(key)</Key><Size>1</Size>"
                + "<LastModified>2013-05-24T00:00:00.000Z</LastModified></Contents>"
        }
        let mark =
            next.map {
                "<IsTruncated>true</IsTruncated>"
                    + "<NextContinuationToken>\($0)</NextContinuationToken>"
            } ?? "<IsTruncated>false</IsTruncated>"
        let text = "<ListBucketResult>\(mark)\(objects.joined())</ListBucketResult>"
        return .answer("200 OK", fields: ["Content-Type: application/xml"], body: Array(text.utf8))
    }

    @Test func `lists page after page, only WAL, below its prefix`() throws {
        let call = try S3Call([
            [page(["wal/00000001.history", "wal/000000010000000000000001"], next: "a/b")],
            [page(["wal/notes.txt", "wal/wal-archive.cluster", "wal/000000010000000000000002"])],
        ])
        let first = ObjectKey(WALFileName.named("00000001.history"))
        let names = try call.store.names(prefix: "0", after: first)
        #expect(names == ["000000010000000000000001", "000000010000000000000002"])
        let query =
            "GET /bucket/?%@delimiter=%2F&encoding-type=url&list-type=2&prefix=wal%2F0"
            + "&start-after=wal%2F00000001.history"
        #expect(
            call.requests == [
                query.replacing("%@", with: ""),
                query.replacing("%@", with: "continuation-token=a%2Fb&"),
            ]
        )
    }

    @Test func `stops asking for pages when its visitor has enough`() throws {
        let call = try S3Call([
            [page(["wal/000000010000000000000001"], next: "x")], [page([])],
        ])
        try call.store.list(prefix: "", after: nil) { _ in false }
        #expect(call.requests.count == 1)
    }

    @Test func `is not led in a circle by pages`() throws {
        let call = try S3Call([[page([], next: "x")], [page([], next: "x")]])
        let failure = #expect(throws: StoreError.self) { try call.store.names() }
        #expect(failure?.reason.hasSuffix(": its listing does not go on") == true)
    }
}
