import TestSupport
import Testing

/// What pg_basebackup left in a directory is taken in, or refused with the reason.
@Suite(.serialized, .timeLimit(.minutes(10))) struct DirectoryBackupTests {
    @Test func `an incremental backup joins the one that it builds on`() async throws {
        let installation = try PostgreSQLInstallation.newest()
        try await ScratchDirectory.with { scratch in
            let site = try BackupSite(in: scratch)
            let first = try await site.primary(installation, settings: "summarize_wal = on")
            try await first.insert(.inBackup)
            let full = try await first.backup(to: "full", wal: "none", options: ["--format=tar"])
            try await first.insert(.beforeLSN)
            let later = try await first.backup(
                to: "later",
                wal: "none",
                options: ["--format=tar", "--incremental=\(full)/backup_manifest"]
            )
            try await first.insert(.archived)
            try await first.archiveCurrentSegment()
            try await first.destroy()

            let early = try await site.run("backup", "--from", later)
            #expect(early.status == 1, "\(early)")
            #expect(early.errors.contains("which is not here HINT: Take that one in first.\n"))
            try await site.succeed("backup", "--from", full)
            try await site.succeed("backup", "--from", later)
            #expect(try await site.succeed("backups").contains("incremental on "))
            try await site.succeed(
                "restore",
                "--to",
                scratch.path("node-2"),
                "--bindir",
                installation.directory
            )
            let second = try await site.started(installation, on: "node-2")
            try await second.waitForEndOfRecovery()
            #expect(
                try await Ledger.contents(of: second)
                    == Ledger.contents(.inBackup, .beforeLSN, .archived)
            )
        }
    }

    @Test func `compressed archives and other directories are refused`() async throws {
        try await ScratchDirectory.with { scratch in
            let site = try BackupSite(in: scratch)
            let server = try await site.primary(try PostgreSQLInstallation.first())
            let left = try await server.backup(
                to: "left",
                wal: "none",
                options: ["--format=tar", "--gzip"]
            )
            try await server.stop(.immediate)
            let compressed = try await site.run("backup", "--from", left)
            #expect(compressed.status == 5)
            #expect(
                compressed.errors
                    == "wal-archive: could not take a backup: \"\(left)\" has no base.tar HINT:"
                    + " Decompress what is in it first.\n"
            )
            let empty = try scratch.directory("empty")
            let other = try await site.run("backup", "--from", empty)
            #expect(
                other.errors
                    == "wal-archive: could not take a backup: \"\(empty)\" has no base.tar HINT:"
                    + " Name what pg_basebackup -Ft wrote.\n"
            )
        }
    }
}
