import Archive
import Synchronization
import TestSupport
import Testing
import WAL

@testable import Backup

/// A clock that is wrong removes nothing that the right one would keep.
@Suite struct KnownTimesTests {
    private let day: Int64 = 86_400

    private func plan(
        days: Int,
        now: Int64,
        _ catalog: BackupCatalog,
        _ inventory: WALInventory
    ) throws -> ExpirePlan {
        ExpirePlan(
            try #require(RetentionPolicy(fullBackups: nil, days: days)),
            now: UTCTime(seconds: now),
            catalog,
            inventory
        )
    }

    @Test func `a year ahead, days are counted from what was stored last, which is told`() throws {
        let backups = (1...4).map { (number: UInt32) -> BackupDescription in
            let segment = UInt64(number) * 10
            return backup(number, segments: segment...segment, ended: Int64(number) * day)
        }
        let begun = backup(5, segments: 45...45, ended: 4 * day + 100).begun
        let catalog = BackupCatalog(
            backups: backups,
            incomplete: [BackupCatalog.Incomplete(name: begun.name, begun: begun, objects: [])]
        )
        let wal = inventory([(1, 1...45)], archived: 4 * day + 200)
        let wrong = try plan(days: 2, now: 369 * day, catalog, wal)
        #expect(
            wrong.verdicts.map(\.reason) == [
                nil, nil, "the newest backup before the last 2 days of timeline 1",
                "taken within the last 2 days",
            ]
        )
        #expect(wrong.underWay.map(\.name) == [begun.name])
        #expect(
            wrong.warnings == [
                "nothing was stored since 1970-01-05T00:03:20Z, and it is 1971-01-05T00:00:00Z now:"
                    + " days are counted from 1970-01-06T00:03:20Z; is this machine's clock right?"
            ]
        )
        let right = try plan(days: 2, now: 4 * day + 300, catalog, wal)
        #expect(right.warnings.isEmpty)
        // A day more, and no year.
        #expect(right.expired.map(\.name) == [backups[0].name])
    }

    @Test func `a backup by a clock that was behind counts from when it was stored`() throws {
        let old = backup(1, segments: 2...2, ended: 300 * day)
        let behind = backup(2, segments: 8...8, ended: 2 * day)
        let name = try behind.name.object(BackupFile.description)
        let catalog = BackupCatalog(
            backups: [old, behind],
            objects: [
                behind.name: [ObjectEntry(name: name, storedBytes: 1, modified: 302 * day)]
            ]
        )
        let plan = try plan(
            days: 7,
            now: 303 * day,
            catalog,
            inventory([(1, 1...9)], archived: 303 * day)
        )
        #expect(
            plan.verdicts.map(\.reason) == [
                "taken within the last 7 days", "stored within the last 7 days",
            ]
        )
    }

    @Test(arguments: 0..<20)
    func `however far a clock is ahead, nothing goes that stays a day after the last sign of life`(
        seed: UInt64
    ) throws {
        var random = SplitMix64(state: 0xC10C_0000 + seed)
        for _ in 0..<50 {
            let history = try RandomHistory(&random)
            let days = Int.random(in: 0...20, using: &random)
            let (catalog, inventory) = (history.catalog, history.inventory())
            let ahead = Int64.random(in: 0...1_000_000_000, using: &random)
            let wrong = try plan(days: days, now: history.now + ahead, catalog, inventory)
            let right = try plan(
                days: days,
                now: history.now + min(ahead, day),
                catalog,
                inventory
            )
            #expect(wrong.verdicts == right.verdicts)
            #expect(wrong.abandoned == right.abandoned)
            #expect(wrong.wal == right.wal)
        }
    }

    /// A store whose clock differs.
    private func store(_ lead: Int64?) -> MemoryObjects {
        let store = MemoryObjects()
        store.state.withLock { $0.clockLead = lead }
        return store
    }

    @Test(arguments: [nil, 0, 300, -300])
    func `clocks that agree, or are not told, let it go on`(lead: Int64?) throws {
        try ClockAgreement.check([store(0), store(lead)])
    }

    @Test(arguments: [(301, "301 s behind"), (-31_536_000, "31536000 s ahead of")])
    func `clocks that differ let nothing be removed`(lead: Int64, words: String) {
        let error = #expect(throws: BackupError.self) {
            try ClockAgreement.check([store(0), store(lead)])
        }
        #expect(
            error?.description == "this machine's clock is \(words) that of \"memory:objects\","
                + " and a wrong clock removes what is needed HINT: Correct the one that is wrong: let it"
                + " follow a time server."
        )
    }
}
