import Foundation
import FrontEnd
import TestSupport
import Testing

/// `wal-archive check` of buckets of a real server, as they should be and as they should not.
@Suite(.timeLimit(.minutes(5))) struct S3CheckTests: BucketChecks {
    @Test func `finds a bucket ready, and leaves one object`() async throws {
        try await with { bucket in
            for isThere in [false, true] {
                let result = check(bucket)
                #expect(result.status == 0, "\(result)")
                #expect(
                    findings(result) == [
                        "archive: ok, \"s3://\(bucket.name)/wal\" answers",
                        "list: ok, it holds no WAL yet",
                        "missing object: ok, the archive says that it is absent",
                        isThere
                            ? "write: ok, \".wal-archive/check\" may be written and is there already"
                            : "write: ok, \".wal-archive/check\" was written",
                        "read back: ok, every byte is as it was written",
                        isThere
                            ? "create once: ok, two writers at once were both refused, for it was"
                                + " there"
                            : "create once: ok, of two writers at once one was refused",
                        "cluster: ok, the archive is nobody's yet; the first push makes it its own",
                        "spool: skipped, since no data directory was given",
                        "server: skipped, since no connection was given (--dbname)",
                    ]
                )
                #expect(result.output.contains { $0.hasPrefix("clock: ok, this machine's clock") })
                #expect(
                    result.output.contains(
                        "credentials: ok, access key \(bucket.server.keys.identifier), from the"
                            + " environment (AWS_ACCESS_KEY_ID)"
                    )
                )
            }
            let keys = try await bucket.keys()
            #expect(keys == ["wal/.wal-archive/check"])
        }
    }

    @Test func `finds that a versioned bucket replaces objects`() async throws {
        try await with { bucket in
            try await bucket.enableVersioning()
            let result = check(bucket)
            #expect(result.status == 3)
            #expect(
                findings(result)[5]
                    == "create once: FAILED, the archive let two writers create the same object"
                    + " HINT: It ignores the condition; does the bucket keep versions? Set"
                    + " create_once = 'test-then-put' if nobody else ever archives here: two"
                    + " writers at the same moment may then both win, and one file is lost."
            )
        }
    }

    @Test func `finds who may not ask`() async throws {
        try await with { bucket in
            let url = "GET \(bucket.server.endpoint)/\(bucket.name)/wal/wal-archive.cluster: "
            let denied = check(bucket, keys: bucket.server.otherKeys)
            #expect(denied.status == 2)
            #expect(
                findings(denied)[0] == "archive: FAILED, \(url)403 AccessDenied HINT: Grant"
                    + " s3:GetObject on the archive's objects and s3:ListBucket on the bucket:"
                    + " without it S3 answers 403 for a missing object too."
            )
            var wrong = bucket.server.keys
            wrong.secret = "wrong"
            #expect(
                findings(check(bucket, keys: wrong))[0] == "archive: FAILED, \(url)403"
                    + " SignatureDoesNotMatch HINT: Check the access key and its secret."
            )
            var nobody = bucket.server.keys
            (nobody.identifier, nobody.secret) = ("", "")
            #expect(
                findings(check(bucket, keys: nobody))[0].hasPrefix(
                    "archive: FAILED, no AWS credentials were found: tried the environment"
                        + " (AWS_ACCESS_KEY_ID), "
                )
            )
        }
    }

    @Test func `finds what is not there`() async throws {
        try await with { bucket in
            let result = check(bucket, endpoint: "http://127.0.0.1:1")
            #expect(result.status == 2)
            #expect(
                findings(result)[0].hasPrefix(
                    "archive: FAILED, GET http://127.0.0.1:1/\(bucket.name)/wal/"
                        + "wal-archive.cluster: could not connect to the server: "
                )
            )
            #expect(findings(result)[0].hasSuffix("HINT: Check s3_endpoint, and the network."))
        }
        let server = try await S3Server.shared()
        try await ScratchDirectory.with { scratch in
            let missing = S3Bucket(missingOn: server, in: scratch, name: "nobodys-bucket")
            #expect(
                findings(check(missing))[0] == "archive: FAILED, GET \(server.endpoint)/"
                    + "nobodys-bucket/wal/wal-archive.cluster: 404 NoSuchBucket HINT: Check the"
                    + " setting archive: this program never creates a bucket."
            )
        }
    }
}
