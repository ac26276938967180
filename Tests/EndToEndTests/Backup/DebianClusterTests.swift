import TestSupport
import Testing

/// Clusters that Debian's own tools make and start.
@Suite(.serialized, .timeLimit(.minutes(5))) struct DebianClusterTests {
    @Test func `a cluster comes back with its settings, or with those that are there`()
        async throws
    {
        try await ScratchDirectory.with { scratch in
            let debian = try await DebianSite(try PostgreSQLInstallation.first(), in: scratch)
            try await debian.sql(Ledger.insertion(.inBackup))
            let told = try await debian.succeed(
                "backup",
                "--cluster",
                debian.cluster,
                "--with-configuration"
            )
            let name = String(told.split(separator: " ")[1].dropLast())
            #expect(Disk.exists("\(debian.site.backups)/\(name)/configuration.tar"))
            try await debian.sql(Ledger.insertion(.archived))
            let segment = try await debian.sql("SELECT pg_walfile_name(pg_switch_wal())")
            try await Condition.wait(for: "the archiving of \(segment)") {
                try debian.site.archive.names().contains(segment)
            }
            let settings = try Disk.text("\(debian.configuration)/conf.d/site.conf")
            try await debian.drop()
            #expect(!Disk.exists(debian.configuration))

            try await debian.succeed(
                "restore",
                "--cluster",
                debian.cluster,
                "--with-configuration"
            )
            #expect(try Disk.text("\(debian.configuration)/conf.d/site.conf") == settings)
            try await debian.start()
            let rows = "SELECT count(*) || ' ' || max(id) FROM ledger"
            #expect(try await debian.sql(rows) == "2000 5000")
            try await debian.stop()

            // The settings that are there stay; the data are in the way, so they are moved.
            try Disk.append("# ours\n", to: "\(debian.configuration)/postgresql.conf")
            try await Command(["/bin/mv", debian.data, scratch.path("old")]).succeed()
            let refused = try await Command(
                debian.site.line([
                    "restore", "--cluster", debian.cluster, "--with-configuration",
                ]),
                environment: debian.environment
            ).run()
            #expect(refused.status == 5, "\(refused)")
            #expect(refused.errors.contains("postgresql.conf\" is there already, and is not what"))
            #expect(!Disk.exists(debian.data))
            try await debian.succeed("restore", "--cluster", debian.cluster, "--target-immediate")
            #expect(try Disk.text("\(debian.configuration)/postgresql.conf").hasSuffix("# ours\n"))
            #expect(Disk.exists("\(debian.data)/global/pg_control"))
        }
    }

    @Test func `without a saved configuration none can be restored`() async throws {
        try await ScratchDirectory.with { scratch in
            let site = try BackupSite(in: scratch)
            let server = try await site.primary(try PostgreSQLInstallation.first())
            let name = try await site.backUp(server)
            let outcome = try await site.run(
                "restore",
                "--cluster",
                "15/main",
                "--with-configuration",
                environment: ["PG_CLUSTER_CONF_ROOT": scratch.path("etc")]
            )
            #expect(outcome.status == 1)
            #expect(
                outcome.errors.hasSuffix(
                    "wal-archive: backup \(name) was taken without --with-configuration\n"
                )
            )
            try await server.stop(.immediate)
        }
    }

    @Test func `root gives what it restores to the server's user`() async throws {
        try await ScratchDirectory.with { scratch in
            let site = try BackupSite(in: scratch)
            let installation = try PostgreSQLInstallation.first()
            let server = try await site.primary(installation)
            try await server.insert(.inBackup)
            try await site.backUp(server)
            try await server.archiveCurrentSegment()
            try await server.destroy()
            let owner = try #require(Account.name(of: Account.unprivileged.user))
            let line = site.line(["restore", "--to", scratch.path("node-2"), "--owner", owner])
            let outcome = try await Command(line, isAsCaller: true).run()
            guard Account.isRoot else {
                #expect(outcome.status == 5)
                #expect(outcome.errors.contains("only root can give files away with --owner"))
                return
            }
            #expect(outcome.status == 0, "\(outcome)")
            let foreign = try await Command(
                ["/usr/bin/find", scratch.path("node-2"), "!", "-user", owner]
            ).succeed()
            #expect(foreign == "")
            let second = try await site.started(installation, on: "node-2")
            try await second.waitForEndOfRecovery()
            #expect(try await Ledger.contents(of: second) == Ledger.contents(.inBackup))
        }
    }
}
