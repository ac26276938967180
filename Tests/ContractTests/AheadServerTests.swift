import Foundation
import TestSupport
import Testing

/// A real server's backlog, and its recovery, both ahead of PostgreSQL.
@Suite(.serialized, .timeLimit(.minutes(10))) struct AheadServerTests {
    private static let batches = 24

    /// What one run of the archiver's command and of the restore command left in a spool.
    private func spooled(_ spool: String, _ directory: String) throws -> [String] {
        try Disk.names(in: spool).flatMap { name in
            let path = "\(spool)/\(name)/\(directory)"
            return Disk.exists(path) ? try Disk.names(in: path) : []
        }
    }

    @Test(arguments: RecoveryKind.allCases)
    func `a backlog is archived and recovered with every row`(kind: RecoveryKind) async throws {
        try await ScratchDirectory.with { scratch in
            let spool = try scratch.directory("spool")
            let archive = try ArchiveDirectory(
                in: scratch,
                settings: AheadSite.flags + ["--spool", spool]
            )
            let server = try await PostgreSQLServer.initialize(
                .first(),
                in: scratch,
                name: "primary",
                options: ["--wal-segsize=1"]
            )
            try server.configure("archive_mode = on\narchive_command = ''")
            try await server.start()
            try await server.sql(Rows.creation)
            let backup = try await server.backup(to: "backup", wal: "stream")
            for batch in 1...Self.batches {
                try await server.insert(batch: batch)
                try await server.sql("SELECT pg_switch_wal()")
            }
            try server.configure(archive.archiving)
            try await server.reload()
            try await server.archiveCurrentSegment()
            #expect(try await server.archiverStatistics().failed == 0)
            #expect(try archive.names().filter { $0.count == 24 }.count >= Self.batches)
            let marks = try Disk.names(in: "\(server.dataDirectory)/pg_wal/archive_status")
            #expect(marks.allSatisfy { $0.hasSuffix(".done") })
            try await server.destroy()

            let restored = try await PostgreSQLServer.restored(
                .first(),
                from: backup,
                in: scratch,
                name: "restored"
            )
            try restored.configure(archive.restoring)
            try restored.signal(kind)
            try await restored.start()
            try await restored.wait(forBatches: Self.batches)
            if kind == .recovery { try await restored.waitForEndOfRecovery() }
            #expect(try await restored.rows() == Rows.first(Self.batches))
            #expect(try restored.failures() == [])
            try await restored.stop()
            try await Condition.wait(for: "an empty spool") {
                try spooled(spool, "prefetched").isEmpty
            }
        }
    }

    @Test func `a restored cluster at the same path recovers on its own`() async throws {
        try await ScratchDirectory.with { scratch in
            let spool = try scratch.directory("spool")
            let cluster = try await ArchivedCluster.shared()
            for round in 1...2 {
                let server = try await cluster.restored(
                    as: "server",
                    in: scratch,
                    .recovery,
                    settings: cluster.archive.restoreCommand.dropLast()
                        + " \((AheadSite.flags + ["--spool", spool]).joined(separator: " "))'"
                )
                try await server.start()
                try await server.waitForEndOfRecovery()
                #expect(try await server.rows() == Rows.first(ArchivedCluster.batches), "\(round)")
                try await server.destroy()
            }
        }
    }
}
