import Glibc
import TestSupport
import Testing

/// Two nodes: the first works, is backed up, works on, and dies; the second is made of what is
/// left.
@Suite(.serialized, .timeLimit(.minutes(10))) struct BackupStoryTests {
    @Test(arguments: try PostgreSQLInstallation.all())
    func `a lost server comes back, to its last commit and to a time before`(
        _ installation: PostgreSQLInstallation
    ) async throws {
        try await ScratchDirectory.with { scratch in
            try await LossStory(BackupSite(in: scratch), installation).happen()
        }
    }

    @Test func `it comes back without this software`() async throws {
        let installation = try PostgreSQLInstallation.first()
        try await ScratchDirectory.with { scratch in
            let site = try BackupSite(in: scratch)
            let first = try await site.primary(installation)
            try await first.insert(.inBackup)
            let name = try await site.backUp(first)
            try await first.insert(.archived)
            try await first.archiveCurrentSegment()
            try await first.destroy()

            let node = try scratch.directory("node-2")
            let unpack = "cat \(site.backups)/\(name)/base.tar.* | zstd -dc | tar -x -C \(node)"
            try await Command(["/bin/sh", "-ec", unpack]).succeed()
            let second = PostgreSQLServer.placed(installation, in: scratch, name: "node-2")
            try second.configure(
                "restore_command = 'test -f \(site.archive.path)/%f"
                    + " && zstd -dcqf \(site.archive.path)/%f > %p'\narchive_mode = off"
            )
            try second.signal(.recovery)
            try second.settle()
            try await second.start()
            try await second.waitForEndOfRecovery()
            #expect(
                try await Ledger.contents(of: second) == Ledger.contents(.inBackup, .archived)
            )
        }
    }

    @Test func `tablespaces go where they are told`() async throws {
        let installation = try PostgreSQLInstallation.newest()
        try await ScratchDirectory.with { scratch in
            let site = try BackupSite(in: scratch)
            let old = try scratch.directory("space")
            let new = scratch.path("elsewhere")
            let first = try await site.primary(installation)
            try await first.sql(
                "CREATE TABLESPACE space LOCATION '\(old)'",
                "ALTER TABLE ledger SET TABLESPACE space"
            )
            try await first.insert(.inBackup)
            try await site.backUp(first)
            try await first.archiveCurrentSegment()
            let refused = try await site.run("restore", "--to", scratch.path("node-2"))
            #expect(refused.status == 5)
            #expect(
                refused.errors.contains(
                    "the tablespace directory \"\(old)\" is not empty"
                        + " HINT: Use --tablespace-mapping OLD=NEW"
                )
            )
            try await first.destroy()
            try await site.succeed(
                "restore",
                "--to",
                scratch.path("node-3"),
                "--tablespace-mapping",
                "\(old)=\(new)"
            )
            let third = try await site.started(installation, on: "node-3")
            try await third.waitForEndOfRecovery()
            #expect(try await Ledger.contents(of: third) == Ledger.contents(.inBackup))
            #expect(
                try await third.sql(
                    "SELECT pg_tablespace_location(oid) FROM pg_tablespace"
                        + " WHERE spcname = 'space'"
                ) == new
            )
        }
    }

    @Test func `incremental backups are combined`() async throws {
        let installation = try PostgreSQLInstallation.newest()
        try await ScratchDirectory.with { scratch in
            let site = try BackupSite(in: scratch)
            let first = try await site.primary(installation, settings: "summarize_wal = on")
            let old = try scratch.directory("space")
            try await first.sql(
                "CREATE TABLESPACE space LOCATION '\(old)'",
                "ALTER TABLE ledger SET TABLESPACE space"
            )
            try await first.insert(.inBackup)
            let full = try await site.backUp(first)
            try await first.insert(.beforeLSN)
            let second = try await site.backUp(first, "--incremental")
            try await first.insert(.beforeName)
            let third = try await site.backUp(first, "--incremental")
            try await first.insert(.archived)
            try await first.archiveCurrentSegment()
            try await first.destroy()
            let listing = try await site.succeed("backups")
            #expect(listing.contains("\(second)  incremental on \(full)"))
            #expect(listing.contains("\(third)  incremental on \(second)"))

            // As a mount point, a link cannot be put in another directory's place.
            _ = try scratch.directory("disk")
            #expect(symlink("disk", scratch.path("node-2")) == 0)
            try await site.succeed(
                "restore",
                "--to",
                scratch.path("node-2"),
                "--tablespace-mapping",
                "\(old)=\(scratch.path("new"))",
                "--bindir",
                installation.directory
            )
            let node = try await site.started(installation, on: "node-2")
            try await node.waitForEndOfRecovery()
            #expect(
                try await Ledger.contents(of: node)
                    == Ledger.contents(.inBackup, .beforeLSN, .beforeName, .archived)
            )
            #expect(!Disk.exists(scratch.path("disk/wal-archive.combination")))
            #expect(try Disk.names(in: scratch.path("new")).count == 1)
        }
    }

    @Test func `a standby is backed up, and its WAL waited for`() async throws {
        let installation = try PostgreSQLInstallation.first()
        try await ScratchDirectory.with { scratch in
            let pair = try await ArchivePair(installation, in: scratch)
            let site = try BackupSite(of: pair)
            let empty = try scratch.directory("empty")
            let words = ["backup", "--dbname", site.connection(to: pair.standby), "--wait", "1"]
            let early = try await Command(
                site.line(words) + ["--archive", "file://\(empty)"]
            ).run()
            #expect(early.status == 4, "\(early)")
            #expect(early.errors.contains("SELECT pg_switch_wal() on the primary"))
            #expect(try await site.succeed("backups", "--json").contains("\"kind\":\"incomplete\""))
            let name = try await site.backUp(pair.standby)
            #expect(try await site.succeed("backups", "--json").contains("\"from_standby\":true"))
            #expect(Disk.exists("\(site.backups)/\(name)/backup.json"))
            // What is made of it is no standby of the old primary.
            try await site.succeed("restore", "--no-archiving", "--to", scratch.path("node-3"))
            let node = try await site.started(installation, on: "node-3")
            try await node.waitForEndOfRecovery()
            #expect(try await node.sql("SHOW primary_conninfo") == "")
            try await node.stop(.immediate)
        }
    }

    @Test func `what pg_basebackup left is taken in`() async throws {
        let installation = try PostgreSQLInstallation.first()
        try await ScratchDirectory.with { scratch in
            let site = try BackupSite(in: scratch)
            let first = try await site.primary(installation)
            try await first.insert(.inBackup)
            let left = try await first.backup(to: "left", wal: "none", options: ["--format=tar"])
            try await first.insert(.archived)
            try await first.archiveCurrentSegment()
            try await first.destroy()
            try await site.succeed("backup", "--from", left)
            try await site.succeed("restore", "--to", scratch.path("node-2"))
            let second = try await site.started(installation, on: "node-2")
            try await second.waitForEndOfRecovery()
            #expect(
                try await Ledger.contents(of: second) == Ledger.contents(.inBackup, .archived)
            )
        }
    }
}
