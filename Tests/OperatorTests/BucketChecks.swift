import FrontEnd
import TestSupport

/// A suite that runs `wal-archive check` on buckets of the real server.
protocol BucketChecks {}

extension BucketChecks {
    /// Runs `wal-archive check` on a bucket.
    func check(
        _ bucket: S3Bucket,
        keys: S3Keys? = nil,
        endpoint: String? = nil,
        _ words: String...
    ) -> CommandResult {
        var environment = (keys ?? bucket.server.keys).environment
        environment["AWS_EC2_METADATA_DISABLED"] = "true"
        let flags = [
            "check", "--archive", "s3://\(bucket.name)/wal", "--s3-endpoint",
            endpoint ?? bucket.server.endpoint, "--timeout", "10",
        ]
        return RecordedCall(flags + words, environment: environment).run()
    }

    /// Gives a body a bucket of its own.
    func with(
        mayLock: Bool = false,
        _ body: (S3Bucket) async throws -> Void
    ) async throws {
        let server = try await S3Server.shared()
        try await ScratchDirectory.with { scratch in
            try await body(
                try await S3Bucket(on: server, in: scratch, mayLock: mayLock)
            )
        }
    }

    /// Without the settings, the clock's figure and the identifiers of requests.
    func findings(_ result: CommandResult) -> [String] {
        let others = ["setting:", "clock: ok", "credentials: ok"]
        return result.output.filter { line in !others.contains { line.hasPrefix($0) } }
            .map { $0.replacing(/, request id [^ ]*/, with: "") }
    }
}
