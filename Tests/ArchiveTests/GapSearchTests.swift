import TestStores
import TestSupport
import Testing
import WAL

@testable import Archive

/// Later segments of a timeline whose segment is absent.
@Suite struct GapSearchTests {
    private func search(_ store: any Store, behind number: UInt64, timeline: UInt32 = 1) throws
        -> String?
    {
        let segment = WALFixture.numbered(number, timeline: timeline).segment
        return try GapSearch(store: store, system: .sample).laterSegment(behind: segment)?
            .description
    }

    private func beginning(at switchPoint: String) throws -> MemoryStore {
        let store = try MemoryStore.archive(.numbered(9, timeline: 2))
        store[.named("00000002.history")] = TimelineHistory.text((1, switchPoint))
        return store
    }

    @Test func `finds the nearest`() throws {
        let store = try MemoryStore.archive(.numbered(9), .numbered(7), .numbered(300))
        #expect(try search(store, behind: 1) == "000000010000000000000007")
        #expect(try search(store, behind: 7) == "000000010000000000000009")
        #expect(try search(store, behind: 9) == "00000001000000000000012C")
    }

    @Test func `finds one of another log file`() throws {
        let store = try MemoryStore.archive(.numbered(4096))
        #expect(try search(store, behind: 4095) == "000000010000000100000000")
    }

    @Test func `finds none where nothing later is there`() throws {
        let store = try MemoryStore.archive(.numbered(3), .numbered(4))
        #expect(try search(store, behind: 4) == nil)
        #expect(try search(store, behind: 5) == nil)
    }

    @Test func `finds none of another timeline or kind`() throws {
        let store = try MemoryStore.archive(.numbered(9, timeline: 2))
        for suffix in [".partial", ".00000028.backup"] {
            store[.named("000000010000000000000009" + suffix)] = [1]
        }
        #expect(try search(store, behind: 1) == nil)
    }

    @Test(arguments: [
        (UInt64(8), "0/900000", nil), (8, "0/8FFFFF", "000000020000000000000009"),
        (7, "0/8FFFFF", nil), (1, "0/900123", nil),
        (8, "0/1", "000000020000000000000009"),
    ])
    func `finds none before the timeline began`(
        number: UInt64,
        switchPoint: String,
        later: String?
    ) throws {
        #expect(try search(beginning(at: switchPoint), behind: number, timeline: 2) == later)
    }

    @Test func `takes it for a gap where there is no history`() throws {
        let later = "000000020000000000000009"
        let store = try beginning(at: "0/900000")
        store[.named("00000002.history")] = Array("garbage".utf8)
        #expect(throws: StoreError.self) { try search(store, behind: 1, timeline: 2) }
        store[.named("00000002.history")] = nil
        #expect(try search(store, behind: 1, timeline: 2) == later)
        store[.named("00000002.history")] = TimelineHistory.text((1, "0/900000"))
        store[WALFixture.numbered(9, timeline: 2).file] = [1]
        #expect(try search(store, behind: 1, timeline: 2) == later)
    }

    @Test func `needs one listing`() throws {
        let store = UnreliableStore(try MemoryStore.archive(.numbered(9)))
        _ = try search(store, behind: 1)
        #expect(store.counts[.list] == 1)
    }
}
