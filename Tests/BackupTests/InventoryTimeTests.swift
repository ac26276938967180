import Archive
import Testing
import WAL

@testable import Backup

/// About when a position was reached, by what was stored when.
@Suite struct InventoryTimeTests {
    private let size = backup(1, segments: 2...2, ended: 1).segmentSize

    @Test func `is that of the last segment before it`() throws {
        let size = try #require(size)
        let path = TimelinePath(staying: .of(1))
        let objects = (1...5).compactMap { object(1, $0, archived: 100 + Int64($0)) }
        #expect(objects.count == 5)
        let wal = WALInventory(objects: objects, histories: [:])
        #expect(
            wal.lastStored(before: .segment(4), on: path, size: size)
                == UTCTime(seconds: 103)
        )
        #expect(
            wal.lastStored(
                before: .segment(3, plus: 1),
                on: path,
                size: size
            )
                == UTCTime(seconds: 103)
        )
        #expect(
            wal.lastStored(before: .segment(1), on: path, size: size)
                == nil
        )
    }

    @Test func `is not that of a timeline off the way, but of the newest on it`() throws {
        let size = try #require(size)
        let objects = [(1, 3, 100), (2, 3, 200), (3, 3, 300)].compactMap {
            object($0.0, $0.1, archived: $0.2)
        }
        let histories = [try history(2, [(1, 3)]), try history(3, [(1, 3)])]
        let wal = inventory([], histories: histories)
        let all = WALInventory(objects: objects, histories: wal.histories)
        for (timeline, stored) in [(UInt32(2), Int64(200)), (3, 300)] {
            let path = TimelinePath(leadingTo: .of(timeline), histories: wal.histories)
            #expect(
                all.lastStored(before: .segment(4), on: path, size: size)
                    == UTCTime(seconds: stored)
            )
        }
    }
}
