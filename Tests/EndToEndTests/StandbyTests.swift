import TestSupport
import Testing

/// A standby that has nothing but the archive, its promotion, and life on the new timeline.
@Suite(.serialized, .timeLimit(.minutes(10))) struct StandbyTests {
    @Test(arguments: try PostgreSQLInstallation.all())
    func `follows the archive, is promoted, and archives a timeline that others recover`(
        installation: PostgreSQLInstallation
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let pair = try await ArchivePair(installation, in: scratch)
            try await follow(pair)
            let switched = try await promote(pair)
            try await archiveOnNewTimeline(pair, switched)
            try await recoverNewTimeline(pair)
            try await recoverOldTimeline(pair)
        }
    }

    /// The standby shows what the primary archived, without a connection to it.
    private func follow(_ pair: ArchivePair) async throws {
        for batch in [Batch.beforeLSN, .beforeName] {
            try await pair.primary.insert(batch)
            try await pair.primary.archiveCurrentSegment()
            try await pair.waitForStandby(toHold: batch)
        }
        #expect(
            try await Ledger.contents(of: pair.standby)
                == Ledger.contents(.inBackup, .beforeLSN, .beforeName)
        )
        #expect(try await pair.standby.sql("SHOW primary_conninfo") == "")
        #expect(try await pair.standby.sql("SELECT count(*) FROM pg_stat_wal_receiver") == "0")
        #expect(try await pair.primary.sql("SELECT count(*) FROM pg_stat_replication") == "0")
        #expect(try await pair.primary.archiverStatistics().failed == 0)
        #expect(try pair.primary.failures() == [])
    }

    /// The primary crashes, and the standby takes over within a segment, whose name is given.
    ///
    /// The segment, not yet full, is carried over by hand, as one would after a crash.
    private func promote(_ pair: ArchivePair) async throws -> String {
        try await pair.primary.insert(.beforeTime)
        let segment = try await pair.primary.currentSegment()
        try await pair.primary.stop(.immediate)
        try await Command([
            "/bin/cp", "\(pair.primary.dataDirectory)/pg_wal/\(segment)",
            "\(pair.standby.dataDirectory)/pg_wal/\(segment)",
        ]).succeed()
        try await pair.waitForStandby(toHold: .beforeTime)
        try await pair.standby.promote()
        return segment
    }

    /// History file and partial segment are archived, then segments of the new timeline.
    private func archiveOnNewTimeline(_ pair: ArchivePair, _ switched: String) async throws {
        try await pair.standby.insert(.archived)
        let first = try await pair.standby.archiveCurrentSegment()
        #expect(first == "00000002" + switched.dropFirst(8))
        let second = try await pair.standby.archiveCurrentSegment()
        let expected = ["\(switched).partial", "00000002.history", first, second]
        let names = try pair.archive.names()
        #expect(names.filter { $0 > "\(switched)" } == expected)
        #expect(!names.contains(switched))

        let statistics = try await pair.standby.archiverStatistics()
        #expect(statistics.archived == expected.count)
        #expect(statistics.failed == 0)
        expect(try await pair.archive.verify(expected), exits: 0)

        let fetched = pair.scratch.path("fetched")
        expect(try await pair.archive.fetch(first, to: fetched), exits: 0)
        let pages = try Disk.read(fetched)
        #expect(pages.load(UInt32.self, at: 4) == 1, "page 0 is a copy of the parent's")
        #expect(try pair.standby.failures() == [])
    }

    /// A second recovery follows the switch, ends on a third timeline, and archives that too.
    private func recoverNewTimeline(_ pair: ArchivePair) async throws {
        try await pair.standby.destroy()
        let server = try await pair.restored(
            as: "second",
            settings: "\(pair.archive.archiving)\n\(pair.archive.restoreCommand)"
        )
        #expect(
            try await Ledger.contents(of: server)
                == Ledger.contents(.inBackup, .beforeLSN, .beforeName, .beforeTime, .archived)
        )
        #expect(try await server.currentTimeline() == 3)
        try await server.archiveCurrentSegment()
        #expect(try await server.archiverStatistics().failed == 0)
        #expect(try pair.archive.names().contains("00000003.history"))
        #expect(try server.failures() == [])
        try await server.stop(.immediate)
    }

    /// The old timeline can be recovered still, as far as it was archived.
    private func recoverOldTimeline(_ pair: ArchivePair) async throws {
        let server = try await pair.restored(
            as: "old",
            settings: "\(pair.archive.restoring)\nrecovery_target_timeline = 'current'"
        )
        #expect(
            try await Ledger.contents(of: server)
                == Ledger.contents(.inBackup, .beforeLSN, .beforeName)
        )
        #expect(try await server.currentTimeline() == 4)
        #expect(try server.failures() == [])
        try await server.stop(.immediate)
    }
}
