import TestSupport
import Testing

/// Failovers of servers that all archive into one place (`archive_mode = always`).
@Suite(.serialized, .timeLimit(.minutes(10))) struct FailoverTests {
    /// An archiver that failed three times waits a minute.
    private let limit = Duration.seconds(150)

    @Test(arguments: try PostgreSQLInstallation.all())
    func `one standby is promoted, the other follows, and no archiver stays failed`(
        installation: PostgreSQLInstallation
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let trio = try await Trio(installation, in: scratch)
            try await trio.primary.insert(batch: 2)
            try await trio.primary.archiveCurrentSegment()
            // In the middle of a segment both standbys lose the primary, which does not know.
            try await trio.primary.insert(batch: 3)
            for standby in [trio.first, trio.second] { try await standby.wait(forBatches: 3) }
            try await trio.follow(nil, trio.first)
            try await trio.follow(nil, trio.second)
            let fork = try await trio.primary.sql("SELECT pg_walfile_name(pg_current_wal_lsn())")
            try await trio.first.promote()

            // Lost rows, and a segment whose end nobody will want.
            try await trio.primary.insert(batch: 9)
            #expect(try await trio.primary.archiveCurrentSegment() == fork)
            try await trio.primary.stop(.immediate)

            try await trio.follow(trio.first, trio.second)
            try await trio.first.insert(batch: 4)
            try await trio.first.archiveCurrentSegment()
            try await trio.second.wait(forBatches: 4)
            for server in [trio.first, trio.second] {
                try await expectArchived(server)
                #expect(try await server.rows() == Rows.first(4))
                // A walreceiver that is told to end says so at this level.
                let failures = try server.failures().filter { !$0.contains("walreceiver") }
                #expect(failures == [])
            }
            let names = try trio.archive.names()
            #expect(names.contains(fork) && names.contains("\(fork).partial"))
            #expect(names.contains("00000002.history"))
            #expect(try await trio.archive.verify(names).status == 0)
            // The second standby had that segment too, with another end.
            #expect(try trio.second.log().contains("where its timeline ended"))
        }
    }

    @Test func `two promotions within one segment keep both partial segments`() async throws {
        try await ScratchDirectory.with { scratch in
            let trio = try await Trio(.first(), in: scratch)
            try await trio.primary.insert(batch: 2)
            try await trio.first.wait(forBatches: 2)
            try await trio.follow(nil, trio.first)
            try await trio.first.promote()
            let fork = try await trio.primary.sql("SELECT pg_walfile_name(pg_current_wal_lsn())")
            try await expectArchived(trio.first)

            // The second one goes on with the old primary, and is promoted later.
            try await trio.primary.insert(batch: 3)
            try await trio.second.wait(forBatches: 3)
            #expect(
                try await trio.primary.sql("SELECT pg_walfile_name(pg_current_wal_lsn())") == fork
            )
            try trio.second.configure("recovery_target_timeline = 'current'")
            try await trio.follow(nil, trio.second)
            try await trio.second.stop()
            try trio.second.configure(trio.archive.restoreCommand)
            try await trio.second.start()
            try await trio.second.promote()
            try await expectArchived(trio.second)

            let kept = try trio.archive.names().filter { $0.hasPrefix("\(fork).partial") }
            #expect(kept.count == 2)
            #expect(kept.last?.wholeMatch(of: /[0-9A-F]{24}\.partial\.[0-9a-f]{16}/) != nil)
            let verification = try await trio.archive.verify(kept)
            #expect(verification.status == 0, "\(verification)")
            #expect(try await trio.second.rows() == Rows.first(3))
            #expect(try trio.archive.names().contains("00000003.history"))
        }
    }

    /// Waits until a server has archived all that it must; then no failure may be the last word.
    private func expectArchived(_ server: PostgreSQLServer) async throws {
        let status = "\(server.dataDirectory)/pg_wal/archive_status"
        try await Condition.wait(
            for: "the archiver of \(server.name)",
            limit: limit,
            evidence: { "\(try Disk.names(in: status))\n\(try server.log())" },
            until: { try Disk.names(in: status).allSatisfy { !$0.hasSuffix(".ready") } }
        )
        try await server.wait(
            for: "the archiver's success",
            """
            SELECT archived_count > 0 AND coalesce(last_failed_time <= last_archived_time, true)
            FROM pg_stat_archiver
            """
        )
    }
}
