import TestSupport
import Testing

/// The S3 server dies and comes back: nothing is lost, and nothing ends early.
@Suite(.serialized, .timeLimit(.minutes(10))) struct S3OutageTests {
    /// How often the server dies while the cluster archives.
    private let outages = 3

    @Test(arguments: try PostgreSQLInstallation.all().suffix(1))
    func `archiving and recovery go through outages`(
        installation: PostgreSQLInstallation
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let server = try await S3Server()
            let bucket = try await S3Bucket(on: server, in: scratch)
            // Less patience than usual, so that calls fail during an outage.
            let archive = try S3Archive(in: bucket, settings: ["--timeout", "1s"])
            let cluster = try await S3Cluster(installation, archive, in: scratch)
            let rows = try await write(through: server, cluster)
            try await follow(server, cluster, rows)
            try await cluster.primary.destroy()
            try await recover(server, cluster, rows)
            try await server.stop()
        }
    }

    /// Writes segments while the server dies and comes back; gives how many rows there are.
    private func write(through server: S3Server, _ cluster: S3Cluster) async throws -> Int {
        let primary = cluster.primary
        try await primary.sql("CREATE TABLE noise (id serial PRIMARY KEY, text text)")
        for outage in 1...outages {
            // In the middle of the archiving of several segments.
            try await fill(primary)
            if outage == 2 {
                try server.freeze()
            } else {
                try await server.kill()
            }
            try await fill(primary)
            try await primary.wait(
                for: "a failure",
                "SELECT failed_count > 0 FROM pg_stat_archiver"
            )
            try await primary.sql("SELECT pg_stat_reset_shared('archiver')")
            if outage == 2 {
                try server.thaw()
            } else {
                try await server.start()
            }
            // The next segment wakes the archiver, which may have given up for a minute.
            try await primary.archiveCurrentSegment()
        }
        let waiting = try Disk.names(in: "\(primary.dataDirectory)/pg_wal/archive_status")
        #expect(waiting.filter { $0.hasSuffix(".ready") } == [])
        let names = try await cluster.archive.names()
        #expect(names.count > 3 * outages)
        expect(try await cluster.archive.verify(names), exits: 0)
        #expect(try primary.failures() == [])
        return Int(try await primary.sql("SELECT count(*) FROM noise")) ?? -1
    }

    /// A standby waits while the server is gone, and goes on when it is back.
    private func follow(_ server: S3Server, _ cluster: S3Cluster, _ rows: Int) async throws {
        let standby = try await cluster.restored(as: "standby", .standby)
        try await server.kill()
        // Without the server it cannot become consistent, so nobody waits for that.
        try standby.configure("hot_standby = on")
        async let starting: Void = standby.start()
        try await Condition.wait(for: "a refusal on the standby", evidence: standby.log) {
            try standby.log().split(separator: "\n").filter {
                $0.contains("wal-fetch: could not fetch")
            }.count > 1
        }
        try await server.start()
        try await starting
        try await standby.wait(for: "all rows", "SELECT count(*) = \(rows) FROM noise")
        #expect(try await standby.sql("SELECT pg_is_in_recovery()") == "t")
        try await standby.stop(.immediate)
    }

    /// A recovery stops when the server is gone, and goes on at the next start.
    private func recover(_ server: S3Server, _ cluster: S3Cluster, _ rows: Int) async throws {
        let restored = try await cluster.restored(as: "restored")
        try await server.kill()
        try await restored.startAndFail()
        #expect(try restored.log().contains("exited with exit code 200"))
        #expect(Disk.exists("\(restored.dataDirectory)/recovery.signal"))

        try await server.start()
        try await restored.start()
        try await restored.waitForEndOfRecovery()
        #expect(try await restored.sql("SELECT count(*) FROM noise") == "\(rows)")
        #expect(try await restored.currentTimeline() == 2)
        try await restored.stop(.immediate)
    }

    /// Some segments of 1 MiB.
    private func fill(_ primary: PostgreSQLServer) async throws {
        try await primary.sql(
            "INSERT INTO noise (text) SELECT repeat(md5(i::text), 8)"
                + " FROM generate_series(1, 8000) AS i"
        )
    }
}
