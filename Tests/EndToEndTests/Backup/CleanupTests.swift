import TestSupport
import Testing

/// `archive_cleanup_command` of a standby with an archive of its own.
@Suite(.serialized, .timeLimit(.minutes(5))) struct CleanupTests {
    @Test func `what a backup needs stays, and all else before the restart point goes`()
        async throws
    {
        try await ScratchDirectory.with { scratch in
            let site = try BackupSite(in: scratch)
            let server = try await site.primary(try PostgreSQLInstallation.first())
            for _ in 0..<2 { try await server.archiveCurrentSegment() }
            try await site.backUp(server)
            for _ in 0..<2 { try await server.archiveCurrentSegment() }
            let last = try await server.archiveCurrentSegment()
            try await server.stop(.immediate)
            let before = try site.archive.names()
            let label = try #require(before.first { $0.hasSuffix(".backup") })

            let told = try await site.succeed("cleanup", label, "--dry-run")
            #expect(try site.archive.names() == before)
            #expect(try await site.succeed("cleanup", label) == "")
            let start = String(label.prefix(24))
            let needed = before.filter { $0 >= start }
            #expect(try site.archive.names() == needed)
            #expect(told.split(separator: "\n").map(String.init) + needed == before)

            // An archive that is not there proves nothing of the backup.
            let empty = try scratch.directory("empty")
            let refused = try await Command(
                site.line(["expire", "--keep-days", "0"]) + ["--archive", "file://\(empty)"]
            ).run()
            #expect(refused.status == 2)
            #expect(
                refused.errors
                    == "wal-archive: could not expire: the archive \"file://\(empty)\" holds no WAL,"
                    + " so nothing tells what is needed HINT: Check the setting archive, and that"
                    + " the archive is mounted.\n"
            )

            // The backup needs everything from its start on, whatever the standby says.
            try await site.succeed("cleanup", last)
            #expect(try site.archive.names() == needed)

            // Where no backups are kept, the standby alone decides.
            let tool = try Executables.found().archive
            try await Command([tool, "cleanup", last, "--archive", site.archive.url]).succeed()
            #expect(try site.archive.names() == [last])
        }
    }
}
