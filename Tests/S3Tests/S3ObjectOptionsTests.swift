import HTTP
import S3
import SystemPackage
import TestSupport
import Testing

/// What a request says beyond its own.
@Suite struct S3ObjectOptionsTests {
    private let time = UTCTime(seconds: 1_369_353_600)

    private func lines(
        _ method: HTTPRequest.Method,
        isObject: Bool = true,
        _ change: (inout S3ObjectOptions) -> Void
    ) -> [String] {
        var options = S3ObjectOptions()
        change(&options)
        return options.headers(method, isObject: isObject, time: time)
            .map { "\($0.name): \($0.value)" }
    }

    @Test func `is nothing by itself`() {
        #expect(lines(.put) { _ in } == [])
    }

    @Test func `asks for all of it when an object is created`() {
        let all: (inout S3ObjectOptions) -> Void = { options in
            options.storageClass = "STANDARD_IA"
            options.encryption = .server(algorithm: "aws:kms", keyID: "alias/wal")
            options.tags = "team=db&purpose=wal"
            options.lock = .init(mode: .compliance, days: 30)
            options.requesterPays = true
        }
        #expect(
            lines(.put, all) == [
                "x-amz-request-payer: requester",
                "x-amz-storage-class: STANDARD_IA",
                "x-amz-server-side-encryption: aws:kms",
                "x-amz-server-side-encryption-aws-kms-key-id: alias/wal",
                "x-amz-tagging: team=db&purpose=wal",
                "x-amz-object-lock-mode: COMPLIANCE",
                "x-amz-object-lock-retain-until-date: 2013-06-23T00:00:00Z",
            ]
        )
        #expect(lines(.get, all) == ["x-amz-request-payer: requester"])
        #expect(lines(.get, isObject: false, all) == ["x-amz-request-payer: requester"])
    }

    @Test(arguments: [true, false])
    func `gives the customer's key with every object`(isText: Bool) async throws {
        try await ScratchDirectory.with { scratch in
            let bytes = [UInt8](repeating: 7, count: 32)
            let path = try scratch.write(
                isText ? Array("\(Base64.text(bytes))\n".utf8) : bytes,
                to: "key"
            )
            let key = try CustomerKey.read(FilePath(path))
            let expected = [
                "x-amz-server-side-encryption-customer-algorithm: AES256",
                "x-amz-server-side-encryption-customer-key: "
                    + "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=",
                // printf '\7%.0s' {1..32} | openssl md5 -binary | base64
                "x-amz-server-side-encryption-customer-key-md5: y4HAEFCYWuvAXWFTtA1Qpg==",
            ]
            #expect(lines(.put) { $0.encryption = .customer(key) } == expected)
            #expect(lines(.get) { $0.encryption = .customer(key) } == expected)
            #expect(lines(.get, isObject: false) { $0.encryption = .customer(key) } == [])
            #expect("\(key) \(String(reflecting: key))" == "<redacted> <redacted>")
        }
    }

    @Test func `refuses another key`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.write(Array("short".utf8), to: "key")
            let error = #expect(throws: S3AccessError.self) {
                try CustomerKey.read(FilePath(path))
            }
            #expect(
                error?.description == "could not read setting \"s3_customer_key_file\": file"
                    + " \"\(path)\" has neither 32 bytes nor their Base64"
            )
        }
    }
}
