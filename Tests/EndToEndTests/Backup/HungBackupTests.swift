import Glibc
import TestSupport
import Testing

/// A backup of which something hangs ends, with a line that says what.
@Suite(.serialized, .timeLimit(.minutes(10))) struct HungBackupTests {
    private func withPrimary(
        _ test: (BackupSite<ArchiveDirectory>, PostgreSQLServer) async throws -> Void
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let site = try BackupSite(in: scratch)
            let server = try await site.primary(try PostgreSQLInstallation.first())
            try await test(site, server)
            try await server.stop(.immediate)
        }
    }

    @Test func `a server that stops sending is given up`() async throws {
        try await withPrimary { site, server in
            let line = site.line([
                "backup", "--dbname", site.connection(to: server), "--max-rate", "256",
                "--timeout", "2s",
            ])
            async let outcome = Command(line).run()
            try await Condition.wait(for: "the beginning of the backup") {
                try Disk.names(in: site.backups).contains { folder in
                    Disk.exists("\(site.backups)/\(folder)/begun.json")
                }
            }
            let sender = try #require(
                Int32(
                    try await server.sql(
                        "SELECT pid FROM pg_stat_activity WHERE backend_type = 'walsender'"
                    )
                )
            )
            Glibc.kill(sender, SIGSTOP)
            let ended = try await outcome
            Glibc.kill(sender, SIGCONT)
            #expect(ended.status == 2, "\(ended)")
            #expect(
                ended.errors == "wal-archive: could not take a backup: the server sent nothing for"
                    + " 2 s during BASE_BACKUP HINT: Look whether it, its disk or the network to it"
                    + " hangs; the setting timeout says how long to wait.\n"
            )
            #expect(try await site.succeed("backups").contains("no backup (yet)"))
        }
    }

    @Test(.enabled(if: Tracing.isPossible, Comment(rawValue: Tracing.isMissing)))
    func `a directory that hangs under a thread that stores is given up`() async throws {
        try await withPrimary { site, server in
            // Only a thread that stores a part writes so often. The tracer ends no sooner than this.
            let hanging = Tracing.prefix("write", "delay_enter=9000000:when=4+")
            let line = site.line([
                "backup", "--dbname", site.connection(to: server), "--timeout", "3s",
            ])
            let ended = try await Command(hanging.split(separator: " ").map(String.init) + line)
                .run()
            #expect(ended.status == 2, "\(ended)")
            // The tracer may have something to say too.
            let text =
                "wal-archive: could not go on: \"\(site.place)\" did not answer for 3 s HINT: Look"
                + " whether the disk or file server behind it hangs; the setting timeout says how"
                + " long to wait.\n"
            #expect(ended.errors.hasPrefix(text), "\(ended.errors.debugDescription)")
            #expect(try await site.succeed("backups").contains("no backup (yet)"))
        }
    }
}
