import Testing
import WAL

@testable import Backup

@Suite struct RestoreChoiceTests {
    private func choose(
        _ wish: RestoreChoice.Wish,
        _ backups: [BackupDescription],
        _ inventory: WALInventory
    ) throws -> RestoreChoice {
        try RestoreChoice.choose(wish, from: BackupCatalog(backups: backups), inventory)
    }

    @Test func `the newest backup leads to the end`() throws {
        let backups = [
            backup(1, segments: 2...2, ended: 1000), backup(2, segments: 5...5, ended: 2000),
        ]
        let choice = try choose(.init(), backups, inventory([(1, 1...9)]))
        #expect(choice.backup == backups[1])
        #expect(choice.timeline == .of(1))
        #expect(choice.reach.end == .segment(10))
        #expect(
            choice.reasons == [
                "backup \(backups[1].name) is the newest that leads there",
                "timeline 1 is the newest",
            ]
        )
    }

    @Test func `a time takes the newest backup that ended before it`() throws {
        let backups = [
            backup(1, segments: 2...2, ended: 1000), backup(2, segments: 5...5, ended: 2000),
        ]
        let target = RestoreTarget.time(UTCTime(seconds: 1999))
        let choice = try choose(.init(target: target), backups, inventory([(1, 1...9)]))
        #expect(choice.backup == backups[0])
        let named = RestoreChoice.Wish(target: target, backup: backups[1].name)
        let later = try choose(named, backups, inventory([(1, 1...9)]))
        #expect(
            later.reasons.contains(
                "backup \(backups[1].name) says that it ended at 1970-01-01T00:33:20Z, after the"
                    + " target: if that is so, the server does not start"
            )
        )
        let early = RestoreTarget.time(UTCTime(seconds: 999))
        #expect(
            throws: BackupError.absent(
                "no backup that has its WAL ended before 1970-01-01T00:16:39Z HINT: Nothing before"
                    + " 1970-01-01T00:16:40Z can be recovered: there backup \(backups[0].name) ended,"
                    + " the oldest that has its WAL."
            )
        ) { try choose(.init(target: early), backups, inventory([(1, 1...9)])) }
    }

    @Test func `a name that is none leads to the list`() {
        let name = backup(7, segments: 2...2, ended: 1000).name
        #expect(
            throws: BackupError.absent(
                "there is no backup \(name) HINT: wal-archive backups lists them."
            )
        ) {
            let backups = [backup(1, segments: 2...2, ended: 1000)]
            _ = try choose(.init(backup: name), backups, inventory([(1, 1...9)]))
        }
    }

    /// After a recovery to segment 3 the newest backup is on a branch that nobody follows.
    @Test func `a backup off the newest timeline's way is passed over`() throws {
        let backups = [
            backup(1, segments: 2...2, ended: 1000), backup(2, segments: 5...5, ended: 2000),
        ]
        let wal = inventory(
            [(1, 1...9), (2, 3...4)],
            histories: [try history(2, [(1, 3)])],
            archived: 3000
        )
        let choice = try choose(.init(), backups, wal)
        #expect(choice.backup == backups[0])
        #expect(choice.timeline == .of(2))
        #expect(choice.reasons.contains { $0.contains("--target-timeline 1 stays on it") })
        let other = try choose(.init(timeline: .of(1)), backups, wal)
        #expect(other.backup == backups[1])
        #expect(other.timeline == .of(1))
    }

    /// An older state is never taken for the newest one.
    @Test func `a timeline to which no backup leads is told, and no other taken for it`() throws {
        let backups = [backup(2, segments: 5...5, ended: 2000)]
        let wal = inventory(
            [(1, 1...9), (2, 3...4)],
            histories: [try history(2, [(1, 3)])],
            archived: 3000
        )
        #expect(
            throws: BackupError.refused(
                "timeline 2 is the one on which the server lived last, and no backup leads to it"
                    + " HINT: --target-timeline 1 recovers another state."
            )
        ) { try choose(.init(), backups, wal) }
        let named = try choose(.init(timeline: .of(1)), backups, wal)
        #expect(named.timeline == .of(1))
    }

    @Test func `a backup without its WAL is passed over, and refused when it is named`() throws {
        let backups = [
            backup(1, segments: 2...2, ended: 1000), backup(2, segments: 5...6, ended: 2000),
        ]
        let wal = inventory([(1, 1...5)])
        #expect(try choose(.init(), backups, wal).backup == backups[0])
        #expect(throws: BackupError.self) {
            try choose(.init(backup: backups[1].name), backups, wal)
        }
    }

    @Test func `a position must be covered`() throws {
        let backups = [backup(1, segments: 2...2, ended: 1000)]
        let wal = inventory([(1, 1...4)])
        let inside = RestoreTarget.lsn(.segment(4, plus: 77))
        #expect(try choose(.init(target: inside), backups, wal).backup == backups[0])
        let outside = RestoreTarget.lsn(.segment(5, plus: 77))
        #expect(throws: BackupError.absent("no backup has the WAL to recover to 0/500004D")) {
            try choose(.init(target: outside), backups, wal)
        }
    }

    @Test func `an unknown place in time takes the oldest`() throws {
        let backups = [
            backup(1, segments: 2...2, ended: 1000), backup(2, segments: 5...5, ended: 2000),
        ]
        let choice = try choose(.init(target: .name("x")), backups, inventory([(1, 1...9)]))
        #expect(choice.backup == backups[0])
    }

    @Test func `nothing is chosen from nothing`() {
        #expect(throws: BackupError.absent("there is no backup")) {
            try choose(.init(), [], inventory([]))
        }
    }
}
