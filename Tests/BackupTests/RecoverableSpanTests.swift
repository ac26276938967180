import Archive
import Testing
import WAL

@testable import Backup

/// From when on, and until where, every moment can be recovered.
@Suite struct RecoverableSpanTests {
    private func recoverable(
        _ backups: [BackupDescription],
        _ wal: WALInventory
    ) -> [RecoverableBackup] {
        RecoverableBackup.all(
            of: BackupCatalog(backups: backups),
            segments: wal.objects.compactMap(\.segment),
            histories: wal.histories
        )
    }

    private func span(_ backups: [BackupDescription], _ wal: WALInventory) -> RecoverableSpan? {
        RecoverableSpan(recoverable(backups, wal))
    }

    private let first = backup(1, segments: 2...3, ended: 100)
    private let second = backup(2, segments: 6...6, ended: 200)
    private let third = backup(3, segments: 9...9, ended: 300)

    @Test func `begins with the oldest backup whose WAL is complete`() {
        let found = span([third, second, first], inventory([(1, 2...10)]))
        #expect(found?.oldest == first)
        #expect(found?.end == .segment(11))
        #expect(found?.gap == nil)
    }

    @Test func `begins behind a gap`() {
        let wal = inventory([(1, 2...4), (1, 6...10)])
        #expect(recoverable([first, second, third], wal).count == 3)
        let found = span([first, second, third], wal)
        #expect(found?.oldest == second)
        #expect(found?.end == .segment(11))
    }

    @Test func `is nothing where a backup lacks its own WAL`() {
        #expect(span([first], inventory([(1, 3...10)])) == nil)
        #expect(span([], inventory([(1, 2...10)])) == nil)
    }

    @Test func `ends before a gap that no backup comes behind`() {
        let found = span([first, second], inventory([(1, 2...7), (1, 9...10)]))
        #expect(found?.oldest == first)
        #expect(found?.end == .segment(8))
        #expect(found?.gap?.description == "000000010000000000000008")
    }

    @Test func `follows the newest timeline`() throws {
        let wal = inventory([(1, 2...9), (2, 5...7)], histories: [try history(2, [(1, 5)])])
        // The second backup was taken on the timeline that was left behind.
        let found = span([first, second], wal)
        #expect(found?.oldest == first)
        #expect(found?.end == .segment(8))
    }

    @Test func `needs what a backup builds on`() {
        let lost = BackupName("20261121T133000Z-0a1b2c3d")
        let orphan = backup(4, segments: 6...6, ended: 250, parent: lost)
        #expect(span([orphan], inventory([(1, 2...10)])) == nil)
        let child = backup(5, segments: 6...6, ended: 250, parent: first.name)
        #expect(recoverable([first, child], inventory([(1, 2...10)])).count == 2)
    }

    /// Timelines 2 and 3 begin in one segment, of which the archive has timeline 2's alone.
    @Test func `a backup is recovered on another timeline where the first lacks its WAL`() throws {
        var own = backup(2, segments: 4...5, ended: 200)
        (own.stopTimeline, own.stopLSN) = (.of(2), .segment(5, plus: 0x500))
        let histories = [try history(2, [(1, 5)]), try history(3, [(1, 5), (2, 5)])]
        let wal = inventory([(1, 4...4), (2, 5...6), (3, 6...7)], histories: histories)
        let found = RecoverableBackup.all(
            of: BackupCatalog(backups: [own]),
            segments: wal.objects.compactMap(\.segment),
            histories: wal.histories
        )
        #expect(found.map(\.timeline) == [.of(2)])
    }
}
