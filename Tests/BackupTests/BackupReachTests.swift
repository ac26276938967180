import Archive
import Testing
import WAL

@testable import Backup

/// How far the WAL brings one backup, and on which timeline.
@Suite struct BackupReachTests {
    private func reach(_ wal: WALInventory, living: TimelineID? = nil) throws -> BackupReach? {
        let found = backup(1, segments: 2...3, ended: 100)
        let size = try #require(found.segmentSize)
        return BackupReach(of: found, SegmentRuns(wal, size: size), wal.histories, living)
    }

    @Test func `is on the newest timeline to which it leads with its WAL`() throws {
        let wal = inventory([(1, 2...9), (2, 5...7)], histories: [try history(2, [(1, 5)])])
        let found = try reach(wal)
        #expect(found?.timeline == .of(2))
        #expect(found?.reach.end == .segment(8))
        #expect(found?.isWhole == true)
    }

    @Test func `is where the server lives`() throws {
        let wal = inventory([(1, 2...9), (2, 5...7)], histories: [try history(2, [(1, 5)])])
        let found = try reach(wal, living: .of(1))
        #expect(found?.timeline == .of(1))
        #expect(found?.reach.end == .segment(10))
    }

    @Test func `is not whole where the WAL lacks everywhere`() throws {
        let found = try reach(inventory([(1, 3...9)]))
        #expect(found?.timeline == .of(1))
        #expect(found?.isWhole == false)
    }

    /// The server left timeline 1 within the backup's last segment, which is there under the new
    /// timeline's name alone.
    @Test func `is whole on a branch that has what its own timeline lost`() throws {
        let wal = inventory([(1, 2...2), (2, 3...7)], histories: [try history(2, [(1, 3)])])
        let found = try reach(wal, living: .of(1))
        #expect(found?.timeline == .of(2))
        #expect(found?.isWhole == true)
        #expect(backup(1, segments: 2...3, ended: 100).isRecoverable(with: wal))
    }
}
