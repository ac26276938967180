import Testing
import WAL

@testable import Backup

/// Which of two timelines archived last, and when old segments came, does not tell which counts.
@Suite struct TimelineRivalTests {
    private let day: Int64 = 86_400
    private let first = backup(1, segments: 2...2, ended: 86_400)

    /// Timeline 2 left timeline 1 in segment 5, and stored a segment at each of some times; the last
    /// of ten segments of timeline 1 was stored at a time.
    private func world(
        _ branch: [Int64],
        until last: Int64,
        _ more: [BackupDescription] = []
    ) throws -> (BackupCatalog, WALInventory) {
        let trunk = (1...10).compactMap { object(1, $0, archived: $0 == 10 ? last : day) }
        let others = branch.enumerated().compactMap { index, time in
            object(2, UInt64(5 + index), archived: time)
        }
        return (
            BackupCatalog(backups: [first] + more),
            WALInventory(
                objects: trunk + others,
                histories: [.of(2): try history(2, [(1, 5)])]
            )
        )
    }

    private func living(_ world: (BackupCatalog, WALInventory)) -> [TimelineID] {
        let life = TimelineLife(world.0, world.1)
        return life.living(of: life.timelines)
    }

    private func refusal(_ world: (BackupCatalog, WALInventory)) -> String? {
        do throws(BackupError) {
            _ = try RestoreChoice.choose(.init(), from: world.0, world.1)
            return nil
        } catch {
            return error.description
        }
    }

    private func sentence(_ ends: String) -> String {
        "two timelines go on, and nothing tells on which of them the server lives: " + ends
            + " HINT: One of them is a copy's or an old primary's. Name the one that counts with"
            + " --target-timeline."
    }

    /// A test copy that archived a little longer than the server whose copy it is.
    @Test func `two that lived beside each other are rivals, whichever archived last`() throws {
        let world = try world([4 * day, 6 * day], until: 5 * day)
        #expect(living(world) == [.of(2), .of(1)])
        #expect(
            refusal(world)
                == sentence(
                    "timeline 2 until 1970-01-07T00:00:00Z, timeline 1 until 1970-01-06T00:00:00Z"
                )
        )
    }

    @Test func `what an old primary has to store yet after a failover is no life`() throws {
        let drained = try world([4 * day, 6 * day], until: 4 * day + 3600)
        #expect(living(drained) == [.of(2)])
        #expect(try RestoreChoice.choose(.init(), from: drained.0, drained.1).timeline == .of(2))
        #expect(living(try world([4 * day, 6 * day], until: 4 * day + 3601)) == [.of(2), .of(1)])
    }

    @Test func `one that is outlived for a week is no rival any more`() throws {
        #expect(living(try world([4 * day, 12 * day - 1], until: 5 * day)) == [.of(2), .of(1)])
        #expect(living(try world([4 * day, 12 * day], until: 5 * day)) == [.of(2)])
    }

    /// A quiet cluster on timeline 2; an operator pushes old segments of timeline 1 at last.
    @Test func `of the newest is not let go what is more than next to nothing`() throws {
        let few = try world([2 * day, 2 * day], until: 30 * day)
        #expect(living(few) == [.of(1)])
        let several = try world([2 * day, 2 * day, 2 * day], until: 30 * day)
        let own = backup(2, segments: 5...5, timeline: 2, ended: 2 * day)
        let backedUp = try world([2 * day], until: 30 * day, [own])
        for world in [several, backedUp] {
            #expect(living(world) == [.of(1), .of(2)])
            #expect(
                refusal(world)
                    == sentence(
                        "timeline 1 until 1970-01-31T00:00:00Z, timeline 2 until"
                            + " 1970-01-03T00:00:00Z"
                    )
            )
            let named = RestoreChoice.Wish(timeline: .of(2))
            #expect(try RestoreChoice.choose(named, from: world.0, world.1).timeline == .of(2))
        }
    }
}
