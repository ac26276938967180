import Foundation
import HTTP
import Synchronization
import TestSupport
import Testing

/// A limit holds a transfer back.
///
/// No clock is asked: a transfer without a limit that begins later overtakes it.
@Suite(.timeLimit(.minutes(5))) struct BandwidthLimitTests {
    private static let length = 16 << 20
    /// Two minutes for what takes a fraction of a second without it, and more than what would be
    /// given up.
    private static let limit: UInt64 = 128 << 10
    private static let bytes = [UInt8](repeating: 0x61, count: length)

    /// How far the limited transfer is, as two threads see it.
    private final class Progress: Sendable {
        let passed = Atomic(0)
        let isUnwanted = Atomic(false)
        let hasEnded = Atomic(false)
    }

    /// Moves all bytes in one direction; answers how many passed.
    private static func transfer(
        _ method: HTTPRequest.Method,
        _ url: String,
        _ client: HTTPClient
    ) -> Int {
        var count = 0
        let body = method == .put ? BytesBody(bytes, piece: 256 << 10) : nil
        _ = try? client.perform(HTTPRequest(method, url), body: body) { _, piece in
            count += piece.byteCount
            return true
        }
        return count
    }

    @Test(arguments: [HTTPRequest.Method.get, .put])
    func `holds a transfer back that another one overtakes`(
        method: HTTPRequest.Method
    ) async throws {
        try await ScriptedServer.with { request in
            .answer("200 OK", body: request.method == "GET" ? Self.bytes : [])
        } _: { server in
            let (url, progress) = (server.endpoint, Progress())
            Thread.detachNewThread {
                let client = HTTPClient.ofTest(
                    bytesPerSecond: Self.limit,
                    passed: { progress.passed.add($0, ordering: .relaxed) },
                    mayGoOn: { !progress.isUnwanted.load(ordering: .relaxed) }
                )
                _ = Self.transfer(method, url, client)
                progress.hasEnded.store(true, ordering: .relaxed)
            }
            try await Condition.wait(for: "the first bytes") {
                progress.passed.load(ordering: .relaxed) > 0
            }
            let passed = Mutex(0)
            let client = HTTPClient.ofTest(passed: { count in passed.withLock { $0 += count } })
            _ = Self.transfer(method, url, client)
            #expect(passed.withLock { $0 } == Self.length)
            #expect(progress.passed.load(ordering: .relaxed) < Self.length)
            progress.isUnwanted.store(true, ordering: .relaxed)
            try await Condition.wait(for: "the end of the limited transfer") {
                progress.hasEnded.load(ordering: .relaxed)
            }
            #expect(progress.passed.load(ordering: .relaxed) < Self.length)
        }
    }
}
