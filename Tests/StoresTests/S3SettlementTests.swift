import Archive
import Codec
import Stores
import TestStores
import TestSupport
import Testing
import WAL

/// Creations whose answer was lost: the object may be there, and must not be taken for another's.
@Suite struct S3SettlementTests {
    private static let plain = Array("compressible compressible compressible".utf8)
    private static let now = "Date: Fri, 24 May 2013 00:00:10 GMT"
    private static let lost: [ScriptedServer.Step] = [.reset]
    private static let created: [ScriptedServer.Step] = [.answer("200 OK")]
    private static let absent: [ScriptedServer.Step] = [
        .answer(.error("404 Not Found", "NoSuchKey"))
    ]

    /// The last bytes of an object that was stored at a second of the server's clock.
    private static func tail(
        of stored: [UInt8],
        length: Int? = nil,
        second: String = "08",
        field: String = "X-Other: 1"
    ) -> [ScriptedServer.Step] {
        let last = Array(stored.suffix(DigestFrame.length))
        let total = length ?? stored.count
        return [
            .answer(
                "206 Partial Content",
                fields: [
                    "Content-Range: bytes \(total - last.count)-\(total - 1)/\(total)", now,
                    "Last-Modified: Fri, 24 May 2013 00:00:\(second) GMT", field,
                ],
                body: last
            )
        ]
    }

    /// Publishes an object whose first creation had no answer; tells the second try's outcome.
    private func settle(
        _ answers: [[ScriptedServer.Step]],
        form: StoredForm = .zstd
    ) throws -> (outcome: CreateOutcome, call: S3Call) {
        let call = try S3Call([Self.lost] + answers)
        let stored = try Archived.encode(Self.plain)
        let staged = try call.stage(form == .zstd ? stored.bytes : Self.plain)
        let failure = #expect(throws: StoreError.self) {
            try staged.publish(identity: stored.identity, form: form)
        }
        #expect(failure?.kind == .transient)
        call.notes.now = .seconds(1)
        return (try staged.publish(identity: stored.identity, form: form), call)
    }

    @Test func `are ours when our bytes came to be since`() throws {
        let stored = try Archived.encode(Self.plain).bytes
        let (outcome, call) = try settle([Self.tail(of: stored)])
        #expect(outcome == .created)
        #expect(call.requests.map { $0.prefix(3) } == ["PUT", "GET"])
        #expect(call.server.requests.last?.fields["range"] == "bytes=-148")
    }

    @Test func `of a plain object are known by what is recorded beside it`() throws {
        let field = "x-amz-meta-sha256: \(try Archived.identity(Self.plain).digest)"
        let (outcome, _) = try settle([Self.tail(of: Self.plain, field: field)], form: .plain)
        #expect(outcome == .created)
        let (other, _) = try settle([Self.tail(of: Self.plain)], form: .plain)
        #expect(other == .keyTaken)
    }

    @Test func `are sent again when nothing is there`() throws {
        let (outcome, call) = try settle([Self.absent, Self.created])
        #expect(outcome == .created)
        #expect(call.requests.map { $0.prefix(3) } == ["PUT", "GET", "PUT"])
    }

    /// Whatever is there then has to be read whole.
    @Test func `are another's when anything differs`() throws {
        let stored = try Archived.encode(Self.plain).bytes
        let others = try Archived.encode(Array("other".utf8)).bytes
        for answer in [
            Self.tail(of: others, length: stored.count),
            Self.tail(of: stored, length: stored.count + 1),
            Self.tail(of: stored, second: "05"),
            Self.tail(of: Array("foreign".utf8)),
            [.answer(.error("416 Range", "InvalidRange"))],
        ] {
            #expect(try settle([answer]).outcome == .keyTaken)
        }
    }

    @Test func `are asked for once only`() throws {
        let call = try S3Call([Self.lost, Self.absent, Self.created, Self.created])
        let stored = try Archived.encode(Self.plain)
        let staged = try call.stage(stored.bytes)
        _ = try? staged.publish(identity: stored.identity, form: .zstd)
        _ = try staged.publish(identity: stored.identity, form: .zstd)
        _ = try staged.publish(identity: stored.identity, form: .zstd)
        #expect(call.requests.map { $0.prefix(3) } == ["PUT", "GET", "PUT", "PUT"])
    }

    /// The marker's second creation is a proof, and only the server's refusal counts.
    @Test func `of the marker are made again`() throws {
        let call = try S3Call([Self.lost, Self.created])
        let staged = try call.stage(Archived.marker().bytes, key: .marker)
        _ = try? staged.publish(identity: nil, form: .plain)
        #expect(try staged.publish(identity: nil, form: .plain) == .created)
        #expect(call.requests.map { $0.prefix(3) } == ["PUT", "PUT"])
    }

    @Test func `that never arrived are simply made again`() throws {
        let call = try S3Call([[.answer(.slowDown)], Self.absent, Self.created])
        let stored = try Archived.encode(Self.plain)
        let staged = try call.stage(stored.bytes)
        #expect(throws: StoreError.self) {
            try staged.publish(identity: stored.identity, form: .zstd)
        }
        #expect(try staged.publish(identity: stored.identity, form: .zstd) == .created)
    }
}
