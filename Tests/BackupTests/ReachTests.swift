import Testing
import WAL

@testable import Backup

@Suite struct ReachTests {
    private func reach(
        from segment: UInt64,
        to timeline: UInt32,
        _ inventory: WALInventory
    ) throws -> SegmentRuns.Reach {
        let path = try #require(TimelinePath(to: .of(timeline), histories: inventory.histories))
        return SegmentRuns(inventory, size: .usual)
            .reach(from: .segment(segment, plus: 0x28), on: path)
    }

    @Test func `ends where the archive does`() throws {
        let found = try reach(from: 2, to: 1, inventory([(1, 1...9)]))
        #expect(found == SegmentRuns.Reach(end: .segment(10), gap: nil))
    }

    @Test func `ends at a gap and names it`() throws {
        let found = try reach(from: 2, to: 1, inventory([(1, 1...4), (1, 6...9)]))
        #expect(found.end == .segment(5))
        #expect(found.gap?.description == "000000010000000000000005")
    }

    @Test func `what is missing at once gives nothing`() throws {
        let found = try reach(from: 2, to: 1, inventory([(1, 4...9)]))
        #expect(found.end == .segment(2, plus: 0x28))
        #expect(found.gap?.description == "000000010000000000000002")
    }

    @Test func `follows a switch, whose segment is the child's`() throws {
        let histories = [try history(2, [(1, 5)])]
        let found = try reach(
            from: 2,
            to: 2,
            inventory([(1, 1...4), (2, 5...8)], histories: histories)
        )
        #expect(found == SegmentRuns.Reach(end: .segment(9), gap: nil))
    }

    @Test func `the parent's segment reaches up to the switch`() throws {
        let histories = [try history(2, [(1, 5)])]
        let found = try reach(from: 2, to: 2, inventory([(1, 1...9)], histories: histories))
        #expect(found == SegmentRuns.Reach(end: .segment(5, plus: 0x500), gap: nil))
    }

    @Test func `two switches in one segment`() throws {
        let histories = [try history(2, [(1, 5)]), try history(3, [(1, 5), (2, 5)])]
        let found = try reach(
            from: 2,
            to: 3,
            inventory([(1, 1...4), (3, 5...6)], histories: histories)
        )
        #expect(found == SegmentRuns.Reach(end: .segment(7), gap: nil))
    }

    @Test func `a gap behind a switch is one`() throws {
        let histories = [try history(2, [(1, 5)])]
        let found = try reach(
            from: 2,
            to: 2,
            inventory([(1, 1...3), (2, 5...8)], histories: histories)
        )
        #expect(found.end == .segment(4))
        #expect(found.gap?.description == "000000010000000000000004")
    }

    /// What PostgreSQL writes where recovery towards timeline 2 ended before that began.
    @Test func `a switch before the one before it leaves nothing between them`() throws {
        let text = "1\t0/3000000\tno recovery target\n2\t0/0000010\tbefore a time\n"
        let third = try TimelineHistory(Array(text.utf8), of: .of(3))
        let found = try reach(from: 0, to: 3, inventory([(3, 0...2)], histories: [third]))
        #expect(found == SegmentRuns.Reach(end: .segment(3), gap: nil))
        let path = try #require(TimelinePath(to: .of(3), histories: [.of(3): third]))
        #expect(
            path.stretches == [
                .init(timeline: .of(1), begin: LSN(0), end: LSN(0x10)),
                .init(timeline: .of(3), begin: LSN(0x10), end: nil),
            ]
        )
        #expect(path.contains(.of(1), upTo: LSN(0x10)))
        #expect(!path.contains(.of(1), upTo: LSN(0x11)))
        #expect(!path.contains(.of(2), upTo: LSN(0x10)))
    }

    @Test func `a way needs its history`() {
        #expect(TimelinePath(to: .of(2), histories: [:]) == nil)
        #expect(TimelinePath(to: .of(1), histories: [:]) != nil)
    }
}
