import TestSupport
import Testing

/// The S3 server goes away while a server under load is backed up.
@Suite(.serialized, .timeLimit(.minutes(10))) struct S3BackupOutageTests {
    /// A busy server, and a bucket on a server that may be disturbed.
    private func withLoad(
        _ settings: [String],
        _ test: (BackupSite<S3Archive>, S3Server, PostgreSQLServer) async throws -> Void
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let storage = try await S3Server()
            let bucket = try await S3Bucket(on: storage, in: scratch)
            let site = try BackupSite(
                in: bucket,
                scratch,
                settings: settings,
                archiving: ["--timeout", "1s"]
            )
            let server = try await site.primary(try PostgreSQLInstallation.first())
            try await server.pgbench(["--initialize", "--quiet", "--scale=8"])
            try await test(site, storage, server)
            try await storage.stop()
        }
    }

    /// Takes a backup so slowly that there is time to disturb it, with pgbench beside it.
    private func backUp(
        _ site: BackupSite<S3Archive>,
        _ server: PostgreSQLServer,
        meanwhile disturb: () async throws -> Void
    ) async throws -> Outcome {
        let line = site.line([
            "backup", "--dbname", site.connection(to: server), "--max-rate", "20480",
        ])
        async let load: Void = server.pgbench(["--no-vacuum", "--client=2", "--time=6"])
        async let outcome = Command(line, environment: site.archive.environment).run()
        try await Condition.wait(for: "the beginning of the backup") {
            try await site.archive.bucket.keys(below: "main/base/")
                .contains { $0.hasSuffix("/begun.json") }
        }
        try await disturb()
        try await load
        return try await outcome
    }

    @Test func `a restart of the S3 server does not harm a backup under load`() async throws {
        try await withLoad(["--timeout", "120s"]) { site, storage, server in
            let outcome = try await backUp(site, server) {
                try await storage.kill()
                // The archiver's three tries last about as long as a part of the backup.
                try await server.sql("SELECT pg_switch_wal()")
                try await server.wait(
                    for: "failures of the archiver",
                    "SELECT failed_count >= 3 FROM pg_stat_archiver"
                )
                try await storage.start()
            }
            #expect(outcome.status == 0, "\(outcome)")
            let total = try await server.sql("SELECT sum(abalance) FROM pgbench_accounts")
            try await server.archiveCurrentSegment()
            try await server.destroy()
            try await site.succeed("restore", "--to", site.scratch.path("node-2"))
            let restored = try await site.started(server.installation, on: "node-2")
            try await restored.waitForEndOfRecovery()
            #expect(
                try await restored.sql("SELECT sum(abalance) FROM pgbench_accounts") == total
            )
            #expect(try await restored.sql("SELECT sum(delta) FROM pgbench_history") == total)
            try await restored.stop(.immediate)
        }
    }

    @Test(arguments: [true, false])
    func `without the S3 server a backup fails, and none looks whole`(isKilled: Bool) async throws {
        try await withLoad(["--timeout", "1s"]) { site, storage, server in
            let outcome = try await backUp(site, server) {
                if isKilled { try await storage.kill() } else { try storage.freeze() }
            }
            #expect(outcome.status == 2, "\(outcome)")
            #expect(outcome.errors.contains("wal-archive: could not take a backup: "))
            if isKilled { try await storage.start() } else { try storage.thaw() }
            let listing = try await site.succeed("backups")
            #expect(listing.contains("no backup (yet)"))
            #expect(!listing.contains("recoverable to"))
            let refused = try await site.run("restore", "--to", site.scratch.path("node-2"))
            #expect(refused.errors == "wal-archive: could not restore: there is no backup\n")
            try await server.stop(.immediate)
        }
    }
}
