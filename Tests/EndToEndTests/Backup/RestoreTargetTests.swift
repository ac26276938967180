import TestSupport
import Testing

/// Recovery stops where it is told.
@Suite(.serialized, .timeLimit(.minutes(10))) struct RestoreTargetTests {
    @Test func `a name, a transaction, a position, and the backup itself`() async throws {
        let installation = try PostgreSQLInstallation.first()
        try await ScratchDirectory.with { scratch in
            let site = try BackupSite(in: scratch)
            // Targets of an earlier recovery, which a running server ignores.
            let first = try await site.primary(
                installation,
                settings: "recovery_target_name = 'left'\nrecovery_target_inclusive = off"
            )
            try await first.insert(.inBackup)
            try await site.backUp(first)
            try await first.insert(.beforeLSN)
            let position = try await first.sql("SELECT pg_current_wal_insert_lsn()")
            try await first.insert(.beforeName)
            try await first.sql("SELECT pg_create_restore_point('before the mistake')")
            try await first.insert(.beforeTime)
            let transaction = try await first.sql(
                "SELECT xmin FROM ledger WHERE batch = 'before time' LIMIT 1"
            )
            try await first.insert(.archived)
            try await first.archiveCurrentSegment()
            try await first.destroy()

            let named = Ledger.contents(.inBackup, .beforeLSN, .beforeName)
            let cases: [(options: [String], contents: String)] = [
                (["--target-name", "before the mistake"], named),
                (
                    ["--target-xid", transaction],
                    Ledger.contents(.inBackup, .beforeLSN, .beforeName, .beforeTime)
                ),
                (["--target-xid", transaction, "--exclusive"], named),
                (["--target-lsn", position], Ledger.contents(.inBackup, .beforeLSN)),
                (["--target-immediate"], Ledger.contents(.inBackup)),
            ]
            for (number, (options, contents)) in cases.enumerated() {
                let node = "node-\(number)"
                let line = site.line(
                    ["restore", "--no-archiving", "--target-action", "promote"]
                        + ["--to", scratch.path(node)] + options
                )
                try await Command(line).succeed()
                let server = try await site.started(installation, on: node)
                try await server.waitForEndOfRecovery()
                #expect(try await Ledger.contents(of: server) == contents, "\(options)")
                try await server.stop(.immediate)
            }
        }
    }

    @Test func `a cluster of many small files comes back whole`() async throws {
        let installation = try PostgreSQLInstallation.first()
        try await ScratchDirectory.with { scratch in
            let site = try BackupSite(in: scratch)
            // The test's disk is not what is tested.
            let first = try await site.primary(installation, settings: "fsync = off")
            // 300 files each; a thousand of them would be 7.5 GB.
            for number in 1...20 {
                try await first.sql("CREATE DATABASE d\(number) STRATEGY file_copy")
            }
            try await first.insert(.inBackup)
            try await site.backUp(first)
            try await first.archiveCurrentSegment()
            try await first.destroy()
            try await site.succeed("restore", "--to", scratch.path("node-2"))
            try await Command([
                installation.executable("pg_verifybackup"), "--no-parse-wal",
                "--ignore=recovery.signal", "--ignore=postgresql.auto.conf",
                scratch.path("node-2"),
            ]).succeed()
            let second = try await site.started(installation, on: "node-2")
            try await second.waitForEndOfRecovery()
            #expect(try await second.sql("SELECT count(*) FROM pg_database") == "23")
            #expect(try await Ledger.contents(of: second) == Ledger.contents(.inBackup))
        }
    }
}
