import S3
import Synchronization
import TestSupport
import Testing

/// Credentials that are lent for a while: kept for the next call, and exchanged in time.
@Suite struct LentCredentialsTests {
    /// A host that lends others each time.
    private static func with(_ body: (ScriptedServer, CredentialCall) throws -> Void) async throws {
        let count = Counter()
        try await ScriptedServer.with { _ in
            Lent.ok(Lent.json("ASIA\(count.next())"))
        } _: { service in
            try body(
                service,
                CredentialCall(
                    environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(service.endpoint)/c"]
                )
            )
        }
    }

    @Test func `are kept for the next call`() async throws {
        try await Self.with { service, call in
            try expect(call.find(), is: Lent.credentials("ASIA1"))
            try expect(call.find(), is: Lent.credentials("ASIA1"))
            #expect(service.requests.count == 1)
            #expect(
                call.cache.text == "wal-archive credentials 1\ncontainer \(service.endpoint)/c\n"
                    + "1800003600\nASIA1\nlentsecret\nlenttoken\n"
            )
        }
    }

    @Test func `are exchanged five minutes before they end`() async throws {
        try await Self.with { _, call in
            var call = call
            _ = try call.find()
            call.now = Lent.expirySeconds - 301
            try expect(call.find().accessKeyID, is: "ASIA1")
            call.now = Lent.expirySeconds - 299
            try expect(call.find().accessKeyID, is: "ASIA2")
        }
    }

    @Test func `are exchanged when a server calls them expired`() async throws {
        try await Self.with { _, call in
            _ = try call.find()
            try expect(call.find(fresh: true).accessKeyID, is: "ASIA2")
            try expect(call.find().accessKeyID, is: "ASIA2")
        }
    }

    @Test func `do a while longer where no others are to be had`() async throws {
        let fails = Mutex(false)
        try await ScriptedServer.with { _ in
            fails.withLock { $0 }
                ? .answer(ScriptedAnswer("500 Internal Server Error")) : Lent.ok(Lent.json())
        } _: { service in
            var call = CredentialCall(
                environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(service.endpoint)/c"]
            )
            _ = try call.find()
            fails.withLock { $0 = true }
            call.now = Lent.expirySeconds - 31
            try expect(call.find(), is: Lent.credentials())
            call.now = Lent.expirySeconds - 29
            #expect(call.failure()?.contains("it answered 500") == true)
        }
    }

    @Test func `of another lender do not count, nor does a torn record`() async throws {
        try await Self.with { service, call in
            var call = call
            _ = try call.find()
            call.environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "\(service.endpoint)/d"
            try expect(call.find().accessKeyID, is: "ASIA2")
            call.cache.bytes.withLock { $0 = $0?.dropLast() }
            try expect(call.find().accessKeyID, is: "ASIA3")
        }
    }

    @Test func `never show their secret`() {
        let credentials = Lent.credentials()
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), dumped] {
            #expect(text.contains("ASIALENT"))
            #expect(!text.contains("lentsecret"))
            #expect(!text.contains("lenttoken"))
        }
    }
}

/// Counts from one, for several threads.
private final class Counter: Sendable {
    private let value = Mutex(0)

    func next() -> Int {
        value.withLock { value in
            value += 1
            return value
        }
    }
}
