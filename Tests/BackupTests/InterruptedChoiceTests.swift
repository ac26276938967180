import Testing
import WAL

@testable import Backup

/// A restore that was interrupted goes on where it leads to what is wanted now.
@Suite struct InterruptedChoiceTests {
    private let backups = [
        backup(1, segments: 2...2, ended: 1000), backup(2, segments: 5...5, ended: 2000),
    ]

    private func choose(
        _ wish: RestoreChoice.Wish,
        begun: Int,
        _ inventory: WALInventory
    ) throws -> RestoreChoice {
        try InterruptedRestore.choose(
            wish,
            begun: backups[begun].name,
            from: BackupCatalog(backups: backups),
            inventory
        )
    }

    /// A recovery to segment 3, after which the server lived on.
    private func switched() throws -> WALInventory {
        inventory(
            [(1, 1...9), (2, 3...4)],
            histories: [try history(2, [(1, 3)])],
            archived: 3000
        )
    }

    @Test(arguments: [0, 1])
    func `the begun backup goes on beside a newer one`(begun: Int) throws {
        let choice = try choose(.init(), begun: begun, inventory([(1, 1...9)]))
        #expect(choice.backup == backups[begun])
        #expect(
            choice.reasons == [
                "the restore of backup \(backups[begun].name) was interrupted here, and goes on",
                "timeline 1 is the newest",
            ]
        )
    }

    @Test func `a backup that is named is taken`() throws {
        let wish = RestoreChoice.Wish(backup: backups[1].name)
        let choice = try choose(wish, begun: 0, inventory([(1, 1...9)]))
        #expect(choice.backup == backups[1])
    }

    @Test func `one that the target has behind it does not go on`() throws {
        let wish = RestoreChoice.Wish(target: .time(UTCTime(seconds: 1500)))
        let choice = try choose(wish, begun: 1, inventory([(1, 1...9)]))
        #expect(choice.backup == backups[0])
    }

    @Test func `one whose timeline was left is refused, and may be named`() throws {
        let name = backups[1].name
        let refusal = BackupError.refused(
            "the restore of backup \(name), which was interrupted here, would go on along timeline 1,"
                + " and timeline 2 is the one to follow HINT: Name backup \(name) to go on with it, or"
                + " restore into another directory."
        )
        let wal = try switched()
        #expect(throws: refusal) { try choose(.init(), begun: 1, wal) }
        #expect(try choose(.init(backup: name), begun: 1, wal).timeline == .of(1))
        #expect(try choose(.init(timeline: .of(1)), begun: 1, wal).backup == backups[1])
        #expect(try choose(.init(), begun: 0, wal).timeline == .of(2))
    }

    /// Nothing tells which of two timelines counts: an interrupted restore does not either.
    @Test func `it does not decide between rivals`() throws {
        let trunk = (1...9).compactMap { object(1, $0, archived: 4000) }
        let branch = (3...4).compactMap { object(2, $0, archived: 3000) }
        let wal = WALInventory(
            objects: trunk + branch,
            histories: [.of(2): try history(2, [(1, 3)])]
        )
        let unnamed = #expect(throws: BackupError.self) {
            try RestoreChoice.choose(.init(), from: BackupCatalog(backups: backups), wal)
        }
        let error = try #require(unnamed)
        #expect(throws: error) { try choose(.init(), begun: 1, wal) }
    }
}
