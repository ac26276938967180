import Archive
import Codec
import Config
import Stores
import TestStores
import TestSupport
import Testing

/// What settings of objects make of the requests' bytes.
@Suite struct ObjectSettingsTests {
    /// Headers of S3's that every request has.
    private static let own: Set<String> = [
        "x-amz-date", "x-amz-content-sha256", "x-amz-checksum-sha256", "x-amz-meta-sha256",
    ]
    private static let encryption = "x-amz-server-side-encryption"

    /// Creates an object and reads it; gives both requests.
    private func requests(
        _ settings: [SettingKey: String]
    ) throws -> (put: ScriptedServer.Request, get: ScriptedServer.Request) {
        let server = try ScriptedServer([
            [.answer("200 OK")], [.answer(.error("404 Not Found", "NoSuchKey"))],
        ])
        defer { server.close() }
        var all = settings
        all[.archive] = "s3://bucket/wal"
        all[.s3Endpoint] = server.endpoint
        let given = all.map { GivenSetting(key: $0, value: $1, source: .flag($0.flag)) }
        let store = try Settings(given).openArchive(
            .ofTest(
                environment: ["AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "hidden"]
            )
        )
        let bytes: [UInt8] = [1, 2, 3]
        let staged = try store.stage(S3Call.key)
        try staged.write(bytes.span.bytes)
        _ = try staged.publish(identity: Archived.identity(bytes), form: .plain)
        _ = try store.read(S3Call.key) { _ in true }
        return (server.requests[0], server.requests[1])
    }

    /// What stands in a request beyond what always does, each of it signed.
    private func extras(_ request: ScriptedServer.Request) throws -> [String: String] {
        let extras = request.fields.filter {
            $0.key.hasPrefix("x-amz-") && !Self.own.contains($0.key)
        }
        let authorization = try #require(request.fields["authorization"])
        let signed = try #require(authorization.firstMatch(of: /SignedHeaders=([^,]*),/))
        for name in extras.keys { #expect(signed.1.split(separator: ";").contains("\(name)")) }
        return extras
    }

    @Test(
        arguments: [
            ([:], [:]),
            ([.s3StorageClass: "STANDARD_IA"], ["x-amz-storage-class": "STANDARD_IA"]),
            ([.s3Encryption: "AES256"], [encryption: "AES256"]),
            (
                [.s3KMSKeyID: "alias/wal"],
                [encryption: "aws:kms", "\(encryption)-aws-kms-key-id": "alias/wal"]
            ),
            ([.s3Encryption: "aws:kms:dsse"], [encryption: "aws:kms:dsse"]),
            (
                [.s3Tags: "team=db&purpose=wal%20files"],
                ["x-amz-tagging": "team=db&purpose=wal%20files"]
            ),
            (
                [.s3ObjectLock: "compliance:30d"],
                [
                    "x-amz-object-lock-mode": "COMPLIANCE",
                    "x-amz-object-lock-retain-until-date": "2013-06-23T00:00:00Z",
                ]
            ),
            (
                [.s3ObjectLock: "governance:1d"],
                [
                    "x-amz-object-lock-mode": "GOVERNANCE",
                    "x-amz-object-lock-retain-until-date": "2013-05-25T00:00:00Z",
                ]
            ),
        ] as [([SettingKey: String], [String: String])]
    )
    func `stand in what creates an object alone`(
        settings: [SettingKey: String],
        expected: [String: String]
    ) throws {
        let found = try requests(settings)
        #expect(try extras(found.put) == expected)
        #expect(try extras(found.get) == [:])
    }

    @Test func `of who pays stand in every request`() throws {
        let found = try requests([.s3RequesterPays: "on"])
        let expected = ["x-amz-request-payer": "requester"]
        #expect(try extras(found.put) == expected)
        #expect(try extras(found.get) == expected)
    }

    @Test func `of a customer's key stand in every request for an object`() async throws {
        try await ScratchDirectory.with { scratch in
            let key = try scratch.write([UInt8](repeating: 7, count: 32), to: "key")
            let found = try requests([.s3CustomerKeyFile: key])
            let expected = [
                "\(Self.encryption)-customer-algorithm": "AES256",
                "\(Self.encryption)-customer-key": "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=",
                "\(Self.encryption)-customer-key-md5": "y4HAEFCYWuvAXWFTtA1Qpg==",
            ]
            #expect(try extras(found.put) == expected)
            #expect(try extras(found.get) == expected)
        }
    }
}
