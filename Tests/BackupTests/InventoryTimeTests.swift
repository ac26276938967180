import Archive
import Testing
import WAL

@testable import Backup

/// About when a position was reached, by what was stored when.
@Suite struct InventoryTimeTests {
    private let size = backup(1, segments: 2...2, ended: 1).segmentSize

    @Test func `is that of the last segment before it`() throws {
        let size = try #require(size)
        let objects = (1...5).compactMap { object(1, $0, archived: 100 + Int64($0)) }
        #expect(objects.count == 5)
        let wal = WALInventory(objects: objects, histories: [:])
        #expect(
            wal.lastStored(before: .segment(4), on: .of(1), size: size) == UTCTime(seconds: 103)
        )
        #expect(
            wal.lastStored(before: .segment(3, plus: 1), on: .of(1), size: size)
                == UTCTime(seconds: 103)
        )
        #expect(wal.lastStored(before: .segment(1), on: .of(1), size: size) == nil)
    }

    @Test func `is not that of a newer timeline, but of the newest up to it`() throws {
        let size = try #require(size)
        let objects = [(1, 3, 100), (2, 3, 200), (3, 3, 300)].compactMap {
            object($0.0, $0.1, archived: $0.2)
        }
        let wal = WALInventory(objects: objects, histories: [:])
        #expect(
            wal.lastStored(before: .segment(4), on: .of(2), size: size) == UTCTime(seconds: 200)
        )
    }
}
