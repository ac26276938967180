/// An archive in a bucket.
package struct S3Archive: TestedArchive {
    /// The bucket.
    package let bucket: S3Bucket

    /// What all keys begin with, without a slash at the end.
    package let prefix: String

    /// Settings beside `--archive`.
    package var settings: [String]

    /// The keys.
    package var environment: [String: String]

    /// The commands.
    package let executables: Executables

    /// An empty archive, reached at its server or at a proxy before that.
    package init(
        in bucket: S3Bucket,
        prefix: String = "main/wal",
        at endpoint: String? = nil,
        settings: [String] = []
    ) throws {
        (self.bucket, self.prefix) = (bucket, prefix)
        self.settings = ["--s3-endpoint", endpoint ?? bucket.server.endpoint] + settings
        environment = bucket.server.keys.environment
        executables = try Executables.found()
    }

    /// The same settings for the same prefix in another bucket.
    package func moved(to bucket: S3Bucket) -> S3Archive {
        S3Archive(bucket, prefix, settings, environment, executables)
    }

    private init(
        _ bucket: S3Bucket,
        _ prefix: String,
        _ settings: [String],
        _ environment: [String: String],
        _ executables: Executables
    ) {
        (self.bucket, self.prefix) = (bucket, prefix)
        (self.settings, self.environment) = (settings, environment)
        self.executables = executables
    }

    /// The setting that names the archive.
    package var url: String { "s3://\(bucket.name)/\(prefix)" }

    /// The key of an object.
    package func key(_ name: String) -> String { "\(prefix)/\(name)" }

    /// The names of the WAL files in the archive, in order.
    package func names() async throws -> [String] {
        try await bucket.keys(below: "\(prefix)/").map { String($0.dropFirst(prefix.count + 1)) }
            .filter { !$0.hasPrefix(".") && !$0.hasPrefix("wal-archive.") }
    }
}
