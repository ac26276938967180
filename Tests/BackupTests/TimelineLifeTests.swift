import Testing
import WAL

@testable import Backup

/// The highest number is not always the timeline on which the server lives.
@Suite struct TimelineLifeTests {
    private let day: Int64 = 86_400

    /// Timeline 2 left timeline 1 in segment 5 and got as far as segment 6, at a time; timeline 1
    /// went on to segment 30, with a backup a day.
    private func stray(at time: Int64, until last: Int64) throws -> (BackupCatalog, WALInventory) {
        let backups = (1...4).map { (number: UInt32) -> BackupDescription in
            let segment = UInt64(number) * 4
            return backup(number, segments: segment...segment, ended: Int64(number) * day)
        }
        let trunk = (1...30).compactMap { number in
            object(1, UInt64(number), archived: number == 30 ? last : day)
        }
        let branch = (5...6).compactMap { object(2, UInt64($0), archived: time) }
        return (
            BackupCatalog(backups: backups),
            WALInventory(
                objects: trunk + branch,
                histories: [.of(2): try history(2, [(1, 5)])]
            )
        )
    }

    private func living(_ world: (BackupCatalog, WALInventory)) -> [TimelineID] {
        let life = TimelineLife(world.0, world.1)
        return life.living(of: life.timelines)
    }

    private func plan(_ world: (BackupCatalog, WALInventory)) throws -> ExpirePlan {
        ExpirePlan(
            try #require(RetentionPolicy(fullBackups: 1, days: nil)),
            now: UTCTime(seconds: 20 * day),
            world.0,
            world.1
        )
    }

    @Test func `the newest timeline is taken while nothing outlives it`() throws {
        let world = try stray(at: 6 * day, until: 5 * day)
        #expect(living(world) == [.of(2)])
        let choice = try RestoreChoice.choose(.init(), from: world.0, world.1)
        #expect(choice.timeline == .of(2))
        #expect(choice.isNewest)
        #expect(choice.backup == world.0.backups[0])
    }

    @Test func `of two that go on together restore takes none, and expire keeps both`() throws {
        let world = try stray(at: 2 * day, until: 9 * day - 1)
        #expect(living(world) == [.of(2), .of(1)])
        let sentence =
            "two timelines go on, and nothing tells on which of them the server lives: timeline 2"
            + " until 1970-01-03T00:00:00Z, timeline 1 until 1970-01-09T23:59:59Z"
        #expect(
            throws: BackupError.refused(
                sentence + " HINT: One of them is a copy's or an old primary's. Name the one that"
                    + " counts with --target-timeline."
            )
        ) { try RestoreChoice.choose(.init(), from: world.0, world.1) }
        let named = RestoreChoice.Wish(timeline: .of(1))
        let choice = try RestoreChoice.choose(named, from: world.0, world.1)
        #expect(choice.backup == world.0.backups[3])
        #expect(choice.reasons.contains("timeline 1 was asked for"))
        let alone = RestoreChoice.Wish(backup: world.0.backups[3].name)
        #expect(try RestoreChoice.choose(alone, from: world.0, world.1).timeline == .of(1))
        let plan = try plan(world)
        #expect(plan.kept == [world.0.backups[0], world.0.backups[3]])
        #expect(plan.warnings.contains(sentence))
    }

    @Test func `one that is dead for a week is passed over, told, and let go`() throws {
        let world = try stray(at: 2 * day, until: 9 * day)
        #expect(living(world) == [.of(1)])
        let choice = try RestoreChoice.choose(.init(), from: world.0, world.1)
        #expect(choice.timeline == .of(1))
        #expect(choice.backup == world.0.backups[3])
        #expect(
            choice.reasons == [
                "backup \(choice.backup.name) is the newest that leads there",
                "timeline 1 is taken, on which the server lived: nothing was stored of timeline 2"
                    + " after 1970-01-03T00:00:00Z; --target-timeline 2 takes that",
            ]
        )
        // PostgreSQL's latest would be the dead one.
        #expect(!choice.isNewest)
        let plan = try plan(world)
        #expect(plan.kept == [world.0.backups[3]])
        #expect(plan.wal.count { $0.segment?.timeline == .of(2) } == 2)
    }

    /// What the old primary still archived of the timeline that was left counts for nothing.
    @Test func `what lies before the fork tells nothing of life behind it`() throws {
        var world = try stray(at: 2 * day, until: 3 * day)
        world.0.backups = [world.0.backups[0]]
        world.1.objects =
            (1...4).compactMap { object(1, $0, archived: 30 * day) }
            + (5...6).compactMap { object(2, $0, archived: 2 * day) }
        #expect(living(world) == [.of(2)])
    }

    @Test func `of several that are dead the one that lived longest is taken`() throws {
        let trunk = (1...30).compactMap { object(1, $0, archived: 40 * day) }
        let second = (5...6).compactMap { object(2, $0, archived: 2 * day) }
        let third = (7...8).compactMap { object(3, $0, archived: 20 * day) }
        let inventory = WALInventory(
            objects: trunk + second + third,
            histories: [.of(2): try history(2, [(1, 5)]), .of(3): try history(3, [(1, 7)])]
        )
        let catalog = BackupCatalog(backups: [backup(1, segments: 2...2, ended: day)])
        #expect(living((catalog, inventory)) == [.of(1)])
    }

    @Test func `what is built on leads to where the server lives`() throws {
        let world = try stray(at: 6 * day, until: 5 * day)
        let parent = { (catalog: BackupCatalog, wal: WALInventory) in
            catalog.newestSound(on: TimelineLife(catalog, wal), wal)
        }
        #expect(parent(world.0, world.1) == world.0.backups[0])
        let first = try stray(at: 2 * day, until: 9 * day)
        #expect(parent(first.0, first.1) == first.0.backups[3])
        // That no backup leads there is for the server to say.
        let only = BackupCatalog(backups: [world.0.backups[3]])
        #expect(parent(only, world.1) == only.backups[0])
    }

    /// A rule of the bucket removed the history file; the backups of its timeline need none.
    @Test func `without its history a timeline's own backups lead to it, and no others`() throws {
        let old = backup(1, segments: 2...2, ended: day)
        let own = backup(2, segments: 9...9, timeline: 3, ended: 3 * day)
        var wal = inventory([(3, 5...12)], archived: 4 * day)
        wal.objects += inventory([(1, 1...5)], archived: 2 * day).objects
        let catalog = BackupCatalog(backups: [old, own])
        let choice = try RestoreChoice.choose(.init(), from: catalog, wal)
        #expect(choice.backup == own)
        #expect(choice.timeline == .of(3))
        #expect(choice.namedTimeline == nil)
        #expect(
            choice.reasons.contains(
                "00000003.history is missing, so recovery stays on the backup's own timeline; push it"
                    + " from the pg_wal of a server that has it"
            )
        )
        #expect(
            ArchiveConcerns(catalog, wal).sentences == [
                "00000003.history is not in the archive, so only backups of timeline 3 lead to it"
                    + " HINT: Push it from the pg_wal of a server that has it: wal-push"
                    + " pg_wal/00000003.history 00000003.history"
            ]
        )
        #expect(try plan((catalog, wal)).kept == [own])
        let lone = BackupCatalog(backups: [old])
        #expect(
            throws: BackupError.refused(
                "timeline 3 is the one on which the server lived last, and 00000003.history, which"
                    + " tells what leads to it, is missing HINT: Bring 00000003.history back, from"
                    + " the pg_wal of a server or a copy of the archive. --target-timeline 1"
                    + " recovers another state."
            )
        ) { try RestoreChoice.choose(.init(), from: lone, wal) }
    }

    @Test func `what may lead to a timeline without a history stays`() throws {
        let backups = [
            backup(1, segments: 2...2, ended: day), backup(2, segments: 8...8, ended: 2 * day),
        ]
        let wal = inventory([(1, 1...9), (3, 5...12)], archived: 4 * day)
        let plan = try plan((BackupCatalog(backups: backups), wal))
        #expect(
            plan.verdicts.map(\.reason) == [
                "it may lead to timeline 3, whose history file is missing",
                "full backup 1 of the 1 newest",
            ]
        )
    }

    @Test func `a history that cannot be read is told, and followed by nobody`() throws {
        let backups = [backup(1, segments: 2...2, ended: day)]
        var wal = inventory([(1, 1...9), (2, 5...6)], archived: 4 * day)
        wal.unreadable = [.of(2): "it is rubbish"]
        let catalog = BackupCatalog(backups: backups)
        #expect(
            throws: BackupError.refused(
                "the history file of timeline 2 cannot be read: it is rubbish HINT: Move the"
                    + " damaged file out of the archive and bring it back from another copy or a"
                    + " server's pg_wal, or name the timeline with --target-timeline."
            )
        ) { try RestoreChoice.choose(.init(), from: catalog, wal) }
        for wish in [
            RestoreChoice.Wish(target: .immediate), .init(timeline: .of(1)),
            .init(backup: backups[0].name),
        ] {
            #expect(try RestoreChoice.choose(wish, from: catalog, wal).timeline == .of(1))
        }
        #expect(
            ArchiveConcerns(catalog, wal).sentences == [
                "00000002.history cannot be read: it is rubbish"
            ]
        )
    }
}
