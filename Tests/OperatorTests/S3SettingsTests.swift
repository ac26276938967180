import FrontEnd
import TestSupport
import Testing

/// What the real server makes of settings of objects; what it has not is in ObjectSettingsTests.
@Suite(.timeLimit(.minutes(5))) struct S3SettingsTests: BucketChecks {
    private let object = "wal/.wal-archive/check"

    @Test func `asks for storage class and tags`() async throws {
        try await with { bucket in
            let refused = check(bucket, "--s3-storage-class", "NO_SUCH_CLASS")
            #expect(findings(refused)[3].contains(": 400 Invalid"))
            let taken = check(
                bucket,
                "--s3-storage-class",
                "STANDARD",
                "--s3-tags",
                "team=db&purpose=wal",
                "--s3-requester-pays",
                "on"
            )
            #expect(taken.status == 0, "\(taken)")
            let tags = try await bucket.get("\(object)?tagging=")
            let text = String(decoding: tags ?? [], as: UTF8.self)
            #expect(text.contains("<Key>purpose</Key><Value>wal</Value>"))
            #expect(text.contains("<Key>team</Key><Value>db</Value>"))
        }
    }

    @Test func `encrypts with the customer's key`() async throws {
        try await with { bucket in
            try await ScratchDirectory.with { scratch in
                let key = try scratch.write([UInt8](repeating: 9, count: 32), to: "key")
                let flags = ["--s3-customer-key-file", key, "--s3-ca-file"]
                let taken = check(
                    bucket,
                    endpoint: bucket.server.secureEndpoint,
                    flags[0],
                    flags[1],
                    flags[2],
                    bucket.server.certificates
                )
                #expect(taken.status == 0, "\(taken)")
                await #expect(throws: HarnessError.self) {
                    try await bucket.get(object)
                }
            }
        }
    }

    /// Over HTTPS this server takes the request, and over HTTP it refuses it.
    @Test func `lets the server encrypt`() async throws {
        try await with { bucket in
            let settings = ["--s3-encryption", "AES256", "--s3-ca-file"]
            let taken = check(
                bucket,
                endpoint: bucket.server.secureEndpoint,
                settings[0],
                settings[1],
                settings[2],
                bucket.server.certificates
            )
            #expect(taken.status == 0, "\(taken)")
            let refused = check(bucket, "--s3-encryption", "AES256")
            #expect(refused.status == 2)
            #expect(
                findings(refused)[3].hasPrefix(
                    "write: FAILED, PUT \(bucket.server.endpoint)/\(bucket.name)/\(object): 400"
                        + " InvalidRequest"
                )
            )
        }
    }

    @Test(arguments: [("governance:1d", "GOVERNANCE"), ("compliance:1d", "COMPLIANCE")])
    func `locks objects`(setting: String, mode: String) async throws {
        try await with(mayLock: true) { bucket in
            let taken = check(
                bucket,
                "--s3-object-lock",
                setting,
                "--create-once",
                "test-then-put"
            )
            #expect(taken.status == 0, "\(taken)")
            let retention = String(
                decoding: try await bucket.get("\(object)?retention=") ?? [],
                as: UTF8.self
            )
            #expect(retention.contains("<Mode>\(mode)</Mode>"), "\(retention)")
        }
        try await with { bucket in
            let refused = check(bucket, "--s3-object-lock", setting)
            #expect(refused.status == 2)
            #expect(
                findings(refused)[3].hasPrefix(
                    "write: FAILED, PUT \(bucket.server.endpoint)/\(bucket.name)/\(object): 400"
                        + " InvalidRequest"
                )
            )
        }
    }

    @Test func `asks for a key service that this server has not`() async throws {
        try await with { bucket in
            let refused = check(
                bucket,
                endpoint: bucket.server.secureEndpoint,
                "--s3-kms-key-id",
                "alias/wal",
                "--s3-ca-file",
                bucket.server.certificates
            )
            #expect(refused.status == 2)
            #expect(findings(refused)[3].hasPrefix("write: FAILED, PUT "), "\(refused)")
        }
    }
}
