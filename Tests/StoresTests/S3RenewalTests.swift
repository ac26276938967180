import Archive
import Files
import S3
import Stores
import Synchronization
import TestStores
import TestSupport
import Testing

/// A server that calls lent credentials expired gets others, once.
@Suite struct S3RenewalTests {
    private static let expired = ScriptedServer.Step.answer(.expiredToken)
    private static let answer = ScriptedServer.Step.answer("200 OK", body: [1])

    /// Who lends other credentials each time.
    private static func lending(
        _ body: (ScriptedServer) throws -> Void
    ) async throws {
        let count = Mutex(0)
        try await ScriptedServer.with { _ in
            let number = count.withLock { count in
                count += 1
                return count
            }
            return .answer(
                ScriptedAnswer(
                    "200 OK",
                    body: """
                        {"AccessKeyId": "ASIA\(number)", "SecretAccessKey": "s", "Token": "t",
                         "Expiration": "2099-01-01T00:00:00Z"}
                        """
                )
            )
        } _: { service in
            try body(service)
        }
    }

    private func store(
        _ server: ScriptedServer,
        _ lender: ScriptedServer,
        cache: CredentialCache? = nil
    ) throws -> S3Store {
        var surroundings = CallSurroundings.ofTest(
            environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(lender.endpoint)/role"]
        )
        surroundings.credentialCache = cache
        var choices = S3Access.Choices()
        choices.endpoint = S3Endpoint(server.endpoint)
        return S3Store(
            access: try S3Access(
                bucket: "bucket",
                choices: choices,
                environment: surroundings.environment,
                home: nil
            ),
            prefix: "wal",
            once: .atomic,
            surroundings: surroundings
        )
    }

    private func keys(_ server: ScriptedServer) -> [String] {
        server.requests.map { request in
            let text = request.fields["authorization"] ?? ""
            return String(text.drop { $0 != "=" }.dropFirst().prefix { $0 != "/" })
        }
    }

    @Test func `and the request is sent again`() async throws {
        try await Self.lending { lender in
            let server = try ScriptedServer([[Self.expired], [Self.answer]])
            let found = try store(server, lender).bytes(of: S3Call.key)
            #expect(found == [1])
            #expect(keys(server) == ["ASIA1", "ASIA2"])
        }
    }

    @Test func `but no third ones`() async throws {
        try await Self.lending { lender in
            let server = try ScriptedServer([[Self.expired], [Self.expired]])
            let store = try store(server, lender)
            let error = #expect(throws: StoreError.self) { try store.bytes(of: S3Call.key) }
            #expect(
                error?.hint
                    == "The session token is not valid any more: new credentials are needed."
            )
            #expect(keys(server) == ["ASIA1", "ASIA2"])
        }
    }

    @Test func `instead of those that were kept`() async throws {
        let kept = Mutex<[UInt8]?>(nil)
        try await Self.lending { lender in
            let cache = CredentialCache(
                read: { kept.withLock { $0 } },
                write: { bytes in kept.withLock { $0 = bytes } }
            )
            let first = try ScriptedServer([[Self.answer]])
            _ = try store(first, lender, cache: cache).bytes(of: S3Call.key)
            let second = try ScriptedServer([[Self.expired], [Self.answer]])
            _ = try store(second, lender, cache: cache).bytes(of: S3Call.key)
            #expect(keys(second) == ["ASIA1", "ASIA2"])
            let third = try ScriptedServer([[Self.answer]])
            _ = try store(third, lender, cache: cache).bytes(of: S3Call.key)
            #expect(keys(third) == ["ASIA2"])
        }
    }
}
