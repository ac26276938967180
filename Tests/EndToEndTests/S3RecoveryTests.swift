import TestSupport
import Testing

/// What the directory archive promises, with an archive in a bucket of a real S3 server.
@Suite(.serialized, .timeLimit(.minutes(10))) struct S3RecoveryTests {
    @Test(arguments: try PostgreSQLInstallation.all())
    func `archives over HTTPS, recovers to a point in time, and a standby follows`(
        installation: PostgreSQLInstallation
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let server = try await S3Server.shared()
            let bucket = try await S3Bucket(on: server, in: scratch)
            let archive = try S3Archive(
                in: bucket,
                at: server.secureEndpoint,
                settings: ["--s3-ca-file", server.certificates]
            )
            let cluster = try await S3Cluster(installation, archive, in: scratch)
            try await cluster.primary.insert(.beforeTime)
            try await cluster.primary.archiveCurrentSegment()
            let time = try await cluster.primary.sql("SELECT clock_timestamp()")

            let standby = try await cluster.restored(as: "standby", .standby)
            try await standby.start()
            try await cluster.primary.insert(.archived)
            try await cluster.primary.archiveCurrentSegment()
            try await standby.wait(for: "the last batch", holding(.archived))
            #expect(try await cluster.primary.archiverStatistics().failed == 0)
            #expect(try await standby.sql("SELECT pg_is_in_recovery()") == "t")
            #expect(try standby.failures() == [])
            try await standby.stop(.immediate)

            try await cluster.primary.insert(.neverArchived)
            try await cluster.primary.destroy()
            try await expect(
                cluster,
                recovers: Ledger.contents(.inBackup, .beforeTime),
                as: "in-time",
                "recovery_target_time = '\(time)'\nrecovery_target_action = 'promote'"
            )
            try await expect(
                cluster,
                recovers: Ledger.contents(.inBackup, .beforeTime, .archived),
                as: "to-the-end",
                ""
            )
        }
    }

    @Test(arguments: try PostgreSQLInstallation.all().suffix(1))
    func `a mistyped bucket, prefix or key does not end a recovery`(
        installation: PostgreSQLInstallation
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let bucket = try await S3Bucket(on: try await S3Server.shared(), in: scratch)
            let archive = try S3Archive(in: bucket, settings: ["--timeout", "1s"])
            let cluster = try await S3Cluster(installation, archive, in: scratch)
            try await cluster.primary.insert(.archived)
            try await cluster.primary.archiveCurrentSegment()
            try await cluster.primary.destroy()

            let missing = S3Bucket(
                missingOn: bucket.server,
                in: scratch,
                name: bucket.name + "x"
            )
            var keyless = archive
            keyless.environment["AWS_SECRET_ACCESS_KEY"] = "mistyped"
            let mistyped: [(String, S3Archive)] = [
                ("bucket", archive.moved(to: missing)),
                ("prefix", try S3Archive(in: bucket, prefix: "main/wall")),
                ("secret", keyless),
            ]
            for (what, wrong) in mistyped {
                let server = try await cluster.restored(as: "mistyped-\(what)", from: wrong)
                try await server.startAndFail()
                #expect(try server.log().contains("exited with exit code 200"))
                #expect(try server.log().contains("wal-fetch: could not fetch"))
                #expect(try !server.log().contains("selected new timeline"))
                #expect(try await server.controlData("Latest checkpoint's TimeLineID:") == "1")
                #expect(Disk.exists("\(server.dataDirectory)/recovery.signal"))
            }
            try await expect(
                cluster,
                recovers: Ledger.contents(.inBackup, .archived),
                as: "right",
                ""
            )
        }
    }

    /// Whether all rows of a batch are there, as SQL.
    private func holding(_ batch: Batch) -> String {
        "SELECT count(*) = \(batch.ids.count) FROM ledger WHERE batch = '\(batch.name)'"
    }

    /// Recovers a server and expects it to hold exactly these rows.
    private func expect(
        _ cluster: S3Cluster,
        recovers contents: String,
        as name: String,
        _ settings: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let server = try await cluster.restored(as: name)
        try server.configure(settings)
        try await server.start()
        try await server.waitForEndOfRecovery()
        #expect(
            try await Ledger.contents(of: server) == contents,
            sourceLocation: sourceLocation
        )
        #expect(try server.failures() == [], sourceLocation: sourceLocation)
        try await server.stop(.immediate)
    }
}
