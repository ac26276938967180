import Archive
import Synchronization
import SystemPackage
import TestSupport
import Testing
import WAL

@testable import Backup

/// A standby's backup ends on another timeline than it began on, where its primary was replaced
/// meanwhile.
@Suite struct FailoverDuringBackupTests {
    private let archive = MemoryObjects()

    /// From segment 2 of timeline 1 to segment 6 of timeline 2, which begins in segment 4.
    private var crossing: BackupDescription {
        var description = backup(1, segments: 2...6, ended: 1000)
        description.stopTimeline = .of(2)
        return description
    }

    private func wal(
        _ runs: [(timeline: UInt32, segments: ClosedRange<UInt64>)]
    ) throws -> WALInventory {
        inventory(runs, histories: [try history(2, [(1, 4)])])
    }

    private func put(_ name: String, _ bytes: [UInt8] = [0]) throws {
        let name = try #require(ObjectName(name))
        archive.state.withLock { $0.objects[name] = bytes }
    }

    private func wait(to last: UInt32 = 2) throws -> [SegmentName] {
        let objects = archive
        let place = BackupPlace(url: "memory:", policy: RetryPolicy(budget: .seconds(1))) {
            () throws(StoreError) in objects
        }
        return try WALWait(archive: place, limit: .zero, hint: "Look.").wait(
            for: crossing.startLSN..<crossing.stopLSN,
            of: .of(1),
            to: .of(last),
            size: .usual
        ) { _ in }
    }

    private func missing(_ names: String) -> BackupError {
        .missingWAL(
            "the archive \"memory:\" does not have \(names), without which the backup is of no use,"
                + " after 0 s HINT: Look."
        )
    }

    @Test func `its WAL is waited for on both timelines, and the history first`() throws {
        #expect(throws: missing("00000002.history")) { try wait() }
        try put("00000002.history", Array("1\t0/4000500\tno reason\n".utf8))
        #expect(throws: missing("000000010000000000000002, 000000010000000000000003")) {
            try wait()
        }
        // The primary that was replaced goes on by itself; that is no WAL of this backup.
        for number in 2...6 { try put("00000001000000000000000\(number)") }
        #expect(
            throws: missing(
                "000000020000000000000004, 000000020000000000000005, 000000020000000000000006"
            )
        ) { try wait() }
        for number in 4...6 { try put("00000002000000000000000\(number)") }
        let place = BackupPlace(url: "memory:", policy: RetryPolicy(budget: .seconds(1))) {
            [archive] () throws(StoreError) in archive
        }
        let wal = WALWait(archive: place, limit: .zero, hint: "")
        try wal.confirm(wait())
        let lost = try #require(SegmentName("000000020000000000000007"))
        #expect(
            throws: BackupError.missingWAL(
                "\(lost) was removed from the archive \"memory:\" while the backup was taken"
                    + " HINT: Take another one, and look who removes what there."
            )
        ) { try wal.confirm([lost]) }
        #expect(
            try wait().map(\.description) == [
                "000000010000000000000002", "000000010000000000000003",
                "000000020000000000000004", "000000020000000000000005",
                "000000020000000000000006",
            ]
        )
    }

    @Test func `a timeline that left before the backup began is none of its own`() throws {
        try put("00000002.history", Array("1\t0/1000500\tno reason\n".utf8))
        #expect(
            throws: BackupError.refused(
                "the backup began at 0/2000028 on timeline 1, and ended at 0/6000100 on timeline 2,"
                    + " which does not descend from there HINT: Take another one."
            )
        ) { try wait() }
    }

    @Test func `it is restored on the timeline on which it ended, and on no other`() throws {
        let whole = try wal([(1, 1...9), (2, 4...7)])
        let catalog = BackupCatalog(backups: [crossing])
        let choice = try RestoreChoice.choose(.init(), from: catalog, whole)
        #expect(choice.timeline == .of(2))
        #expect(choice.reach.end == .segment(8))
        #expect(crossing.isRecoverable(with: whole))
        #expect(!crossing.isRecoverable(with: try wal([(1, 1...9)])))
        #expect(!crossing.isRecoverable(with: inventory([(1, 1...9), (2, 4...7)])))
        let lone = RestoreChoice.Wish(target: .immediate)
        #expect(try RestoreChoice.choose(lone, from: catalog, whole).timeline == .of(2))
        #expect(throws: BackupError.absent("no backup on timeline 1 has the WAL that it needs")) {
            try RestoreChoice.choose(.init(timeline: .of(1)), from: catalog, whole)
        }
        let recoverable = RecoverableBackup.all(
            of: catalog,
            segments: whole.objects.compactMap(\.segment),
            histories: whole.histories
        )
        #expect(recoverable.map(\.timeline) == [.of(2)])
    }

    @Test func `expire keeps its WAL on both timelines`() throws {
        let whole = try wal([(1, 1...9), (2, 4...7)])
        let plan = ExpirePlan(
            try #require(RetentionPolicy(fullBackups: 1, days: nil)),
            now: UTCTime(seconds: 2000),
            BackupCatalog(backups: [crossing]),
            whole
        )
        #expect(plan.wal.map(\.name.description) == ["000000010000000000000001"])
        // A child of the first timeline that left it before the second one did.
        let needed = NeededWAL(
            roots: [NeededWAL.Root(crossing)],
            histories: [
                .of(2): try history(2, [(1, 4)]), .of(3): try history(3, [(1, 3)]),
                .of(4): try history(4, [(1, 4), (2, 7)]),
            ],
            size: .usual
        )
        let includes = { (timeline: UInt32) in
            needed.includes(
                SegmentName(timeline: .of(timeline), containing: .segment(8), size: .usual)
            )
        }
        #expect((1...4).map(includes) == [true, true, false, true])
    }

    @Test func `a manifest tells the last timeline of several`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.write(
                Array(
                    """
                    "WAL-Ranges": [
                    { "Timeline": 2, "Start-LSN": "0/4025A80", "End-LSN": "0/7000050" },
                    { "Timeline": 1, "Start-LSN": "0/3000028", "End-LSN": "0/4025A80" }
                    ],
                    """.utf8
                ),
                to: "backup_manifest"
            )
            let summary = try ManifestSummary(of: FilePath(path))
            #expect(summary.timeline == .of(2))
            #expect(summary.end == LSN("0/7000050"))
        }
    }

    @Test func `its description names both timelines`() throws {
        let bytes = try DescriptionCoding.bytes(crossing)
        #expect(String(decoding: bytes, as: UTF8.self).contains("\"stop_timeline\" : 2,"))
        let read = try DescriptionCoding.value(BackupDescription.self, from: bytes, of: "x")
        #expect(read == crossing)
        #expect(read.endTimeline == .of(2))
    }
}
