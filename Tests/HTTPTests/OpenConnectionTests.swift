import Glibc
import TestSupport
import Testing

@testable import HTTP

/// What is acknowledged at once.
@Suite struct OpenConnectionTests {
    @Test func `what a server sent is acknowledged at once, request after request`() async throws {
        try await ScriptedServer.with { _ in
            .answer("404 Not Found", body: Array("no such key".utf8))
        } _: { server in
            let client = HTTPClient.ofTest()
            for _ in 0..<3 {
                var body: [UInt8] = []
                _ = try client.perform(HTTPRequest(.get, server.endpoint)) { _, bytes in
                    bytes.withUnsafeBytes { body += $0 }
                    return true
                }
                #expect(body == Array("no such key".utf8))
                #expect(try acknowledgesAtOnce(#require(client.connection.socket)))
            }
        }
    }

    /// The kernel's own answer.
    private func acknowledgesAtOnce(_ socket: Int32) -> Bool {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        let result = getsockopt(socket, Int32(IPPROTO_TCP), TCP_QUICKACK, &value, &length)
        return result == 0 && value == 1
    }
}
