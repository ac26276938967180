import Archive
import Files
import Foundation
import HTTP
import S3
import Stores
import TestStores
import TestSupport
import Testing

/// What every store promises, kept by a bucket of a real server.
@Suite struct S3StoreContractTests {
    /// Where nothing can be written beside an object that is there, nothing can be added later.
    private static let promises = StoreContract.allCases.filter { $0 != .confirmsDigestOfPlain }

    @Test(arguments: promises)
    func `is kept by a bucket`(_ check: StoreContract) async throws {
        try await keeps(check, once: .atomic)
    }

    /// Of two writers at once both may win.
    @Test(arguments: promises.filter { $0 != .hasOneWinner })
    func `is kept by a bucket that is looked at first`(_ check: StoreContract) async throws {
        try await keeps(check, once: .testThenPut)
    }

    private func keeps(_ check: StoreContract, once: CreateOnce) async throws {
        let server = try await S3Server.shared()
        try await ScratchDirectory.with { scratch in
            let bucket = try await TestSupport.S3Bucket(on: server, in: scratch)
            let name = bucket.name
            #expect(throws: Never.self) {
                try check.check { Self.store(of: server, bucket: name, once: once) }
            }
        }
    }

    private static func store(of server: S3Server, bucket: String, once: CreateOnce) -> any Store {
        let access = S3Access(
            bucket: S3.S3Bucket(
                name: bucket,
                endpoint: S3Endpoint(server.endpoint),
                addressing: nil
            ),
            region: nil,
            trust: nil,
            credentials: CredentialChain([EnvironmentCredentials(server.keys.environment)])
        )
        let surroundings = CallSurroundings(
            environment: [:],
            home: { nil },
            meter: NoMeter(),
            limits: TransferLimits(
                slowestRate: 1,
                stallTime: .seconds(60),
                shortestLimit: .seconds(60),
                expectedRate: 1
            ),
            waitLimit: { .seconds(60) },
            now: { .zero },
            secondsSince1970: { Int64(time(nil)) },
            warn: { _ in }
        )
        return S3Store(access: access, prefix: "wal", once: once, surroundings: surroundings)
    }
}

private final class NoMeter: TransferMeter {
    func begin() {}
    func passed(_ count: Int) {}
    func sync() {}
    func end() {}
}
