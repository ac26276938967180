import Archive
import TestSupport
import Testing
import WAL

@testable import Backup

@Suite struct ExpirePlanTests {
    private let day: Int64 = 86_400

    /// One a day, ten segments apart.
    private var daily: [BackupDescription] {
        (1...4).map { (number: UInt32) -> BackupDescription in
            let segment = UInt64(number) * 10
            return backup(number, segments: segment...segment, ended: Int64(number) * day)
        }
    }

    private func plan(
        _ policy: RetentionPolicy?,
        now: Int64,
        _ backups: [BackupDescription],
        _ inventory: WALInventory
    ) throws -> ExpirePlan {
        ExpirePlan(
            try #require(policy),
            now: UTCTime(seconds: now),
            BackupCatalog(backups: backups),
            inventory
        )
    }

    /// The server was promoted within the first backup's last segment, of which only the new
    /// timeline's is left: without that backup the window would begin with the next.
    @Test func `keeps a backup that only the next timeline brings on`() throws {
        let backups = [
            backup(1, segments: 10...10, ended: day),
            backup(4, segments: 40...40, timeline: 2, ended: 8 * day),
        ]
        let wal = inventory(
            [(1, 1...9), (2, 10...45)],
            histories: [try history(2, [(1, 10)])],
            archived: 9 * day
        )
        let plan = try plan(RetentionPolicy(fullBackups: nil, days: 5), now: 10 * day, backups, wal)
        #expect(plan.expired.isEmpty)
        #expect(
            plan.verdicts.first?.reason
                == "the newest backup before the last 5 days of timeline 1"
        )
    }

    @Test func `keeps the newest, and the WAL from the oldest of them on`() throws {
        let backups = daily
        let plan = try plan(
            RetentionPolicy(fullBackups: 2, days: nil),
            now: 10 * day,
            backups,
            inventory([(1, 1...45)])
        )
        #expect(plan.expired == [backups[1], backups[0]])
        #expect(
            plan.verdicts.map(\.reason) == [
                nil, nil, "full backup 2 of the 2 newest", "full backup 1 of the 2 newest",
            ]
        )
        #expect(plan.wal.count == 29)
        #expect(plan.wal.last?.name.description == "00000001000000000000001D")
        #expect(plan.warnings.isEmpty)
    }

    @Test func `keeps what recovers to the beginning of the window`() throws {
        let backups = daily
        let plan = try plan(
            RetentionPolicy(fullBackups: nil, days: 2),
            now: 5 * day + 100,
            backups,
            inventory([(1, 1...45)], archived: 5 * day)
        )
        #expect(
            plan.verdicts.map(\.reason) == [
                nil, nil,
                "the newest backup before the last 2 days of timeline 1",
                "taken within the last 2 days",
            ]
        )
    }

    @Test func `never removes the only one that can be recovered`() throws {
        let good = backup(1, segments: 2...2, ended: day)
        let bad = backup(2, segments: 50...51, ended: 2 * day)
        let plan = try plan(
            RetentionPolicy(fullBackups: 1, days: 0),
            now: 3 * day,
            [good, bad],
            inventory([(1, 1...9)])
        )
        #expect(plan.expired.isEmpty)
        #expect(
            plan.verdicts.map(\.reason) == [
                "full backup 1 of the 1 newest",
                "it cannot be recovered now, but is newer than what is kept",
            ]
        )
        #expect(plan.warnings.count == 1)
        #expect(plan.wal.map(\.name.description) == ["000000010000000000000001"])
    }

    /// The server went back to before the newest backup: that one is on a branch nobody follows.
    @Test func `what leads to the timeline on which the server lives stays`() throws {
        let first = backup(1, segments: 2...2, ended: day)
        let second = backup(2, segments: 8...8, ended: 2 * day)
        let plan = try plan(
            RetentionPolicy(fullBackups: 1, days: nil),
            now: 10 * day,
            [first, second],
            inventory([(1, 1...9), (2, 5...12)], histories: [try history(2, [(1, 5)])])
        )
        #expect(
            plan.verdicts.map(\.reason) == [
                "the newest backup that leads to timeline 2",
                "full backup 1 of the 1 newest",
            ]
        )
        #expect(plan.wal.map(\.name.description) == ["000000010000000000000001"])
    }

    /// A timeline that nothing was archived on since is one that was left for good.
    @Test func `a branch that was left long ago goes`() throws {
        let first = backup(1, segments: 2...2, ended: day)
        let third = backup(3, segments: 20...20, timeline: 3, ended: 9 * day)
        let plan = try plan(
            RetentionPolicy(fullBackups: 1, days: nil),
            now: 10 * day,
            [first, third],
            inventory(
                [(1, 1...9), (2, 5...12), (3, 6...22)],
                histories: [try history(2, [(1, 5)]), try history(3, [(1, 6)])],
                archived: 8 * day
            )
        )
        #expect(plan.kept == [third])
        #expect(plan.wal.count == 9 + 8 + 14)
    }

    @Test func `without a backup nothing is removed`() throws {
        let plan = try plan(
            RetentionPolicy(fullBackups: 1, days: nil),
            now: 100 * day,
            [],
            inventory([(1, 1...9)])
        )
        #expect(plan.wal.isEmpty)
    }

    @Test func `what a kept incremental builds on stays`() throws {
        let full = backup(1, segments: 2...2, ended: day)
        let child = backup(2, segments: 4...4, ended: 8 * day, parent: full.name)
        let plan = try plan(
            RetentionPolicy(fullBackups: nil, days: 3),
            now: 10 * day,
            [full, child],
            inventory([(1, 1...9)])
        )
        #expect(plan.expired.isEmpty)
    }

    /// The incremental one needs the full one's objects, and not the WAL that is gone.
    @Test func `an incremental backup alone leads to the beginning of the window`() throws {
        let full = backup(1, segments: 2...2, ended: day)
        let child = backup(2, segments: 4...4, ended: 2 * day, parent: full.name)
        let newest = backup(3, segments: 6...6, ended: 9 * day)
        let wal = inventory([(1, 3...9)], archived: 9 * day)
        let window = try plan(
            RetentionPolicy(fullBackups: nil, days: 3),
            now: 10 * day,
            [full, child, newest],
            wal
        )
        #expect(
            window.verdicts.map(\.reason) == [
                "\(child.name) builds on it",
                "the newest backup before the last 3 days of timeline 1",
                "taken within the last 3 days",
            ]
        )
        #expect(window.wal.isEmpty)
        let alone = try plan(
            RetentionPolicy(fullBackups: 1, days: nil),
            now: 100 * day,
            [full, child],
            wal
        )
        #expect(alone.verdicts.last?.reason == "the newest backup")
        #expect(alone.expired.isEmpty)
    }

    @Test func `an incremental backup alone leads to a timeline`() throws {
        let full = backup(1, segments: 2...2, ended: day)
        let child = backup(2, segments: 4...4, ended: 2 * day, parent: full.name)
        let newest = backup(3, segments: 6...6, ended: 3 * day)
        let plan = try plan(
            RetentionPolicy(fullBackups: 1, days: nil),
            now: 10 * day,
            [full, child, newest],
            inventory(
                [(1, 3...9), (2, 5...7)],
                histories: [try history(2, [(1, 5)])],
                archived: 4 * day
            )
        )
        #expect(
            plan.verdicts.map(\.reason) == [
                "\(child.name) builds on it", "the newest backup that leads to timeline 2",
                "full backup 1 of the 1 newest",
            ]
        )
    }

    @Test func `what a backup under way builds on stays`() throws {
        let full = backup(1, segments: 2...2, ended: day)
        let child = backup(2, segments: 3...3, ended: 2 * day, parent: full.name)
        let newer = backup(3, segments: 4...4, ended: 3 * day)
        let begun = backup(4, segments: 5...5, ended: 10 * day, parent: child.name).begun
        let folder = BackupCatalog.Incomplete(name: begun.name, begun: begun, objects: [])
        let plan = ExpirePlan(
            try #require(RetentionPolicy(fullBackups: 1, days: nil)),
            now: UTCTime(seconds: 10 * day),
            BackupCatalog(backups: [full, child, newer], incomplete: [folder]),
            inventory([(1, 1...9)])
        )
        #expect(
            plan.verdicts.map(\.reason) == [
                "\(child.name) builds on it", "\(begun.name), under way, builds on it",
                "full backup 1 of the 1 newest",
            ]
        )
    }

    /// By what was stored there last, whatever its time says.
    @Test func `what somebody stores now is not given up`() throws {
        let begun = backup(1, segments: 5...5, ended: day).begun
        let name = try #require(ObjectName("\(begun.name)/base.tar.000001"))
        func plan(stored: Int64) throws -> ExpirePlan {
            let part = ObjectEntry(name: name, storedBytes: 1, modified: stored)
            let folder = BackupCatalog.Incomplete(
                name: begun.name,
                begun: begun,
                objects: [part]
            )
            return ExpirePlan(
                try #require(RetentionPolicy(fullBackups: 1, days: nil)),
                now: UTCTime(seconds: 20 * day),
                BackupCatalog(backups: [], incomplete: [folder]),
                inventory([(1, 1...9)], archived: 20 * day)
            )
        }
        #expect(try plan(stored: 19 * day).abandoned.isEmpty)
        #expect(try plan(stored: 19 * day).underWay.count == 1)
        #expect(try plan(stored: 12 * day).abandoned.count == 1)
    }

    /// Somebody may be copying it here, or a removal was interrupted.
    @Test func `a folder without its beginning stays for a week, and all WAL`() throws {
        let name = backup(1, segments: 5...5, ended: day).name
        let kept = backup(2, segments: 6...6, ended: 20 * day)
        let part = try #require(ObjectName("\(name)/base.tar.000001"))
        func plan(stored: Int64) throws -> ExpirePlan {
            let entry = ObjectEntry(name: part, storedBytes: 1, modified: stored)
            let folder = BackupCatalog.Incomplete(name: name, begun: nil, objects: [entry])
            return ExpirePlan(
                try #require(RetentionPolicy(fullBackups: 1, days: nil)),
                now: UTCTime(seconds: 20 * day),
                BackupCatalog(backups: [kept], incomplete: [folder]),
                inventory([(1, 1...9)], archived: 20 * day)
            )
        }
        #expect(try plan(stored: 13 * day).abandoned.isEmpty)
        #expect(try plan(stored: 13 * day).underWay.map(\.name) == [name])
        #expect(try plan(stored: 13 * day).wal.isEmpty)
        #expect(try plan(stored: 13 * day - 1).abandoned.map(\.name) == [name])
        #expect(try plan(stored: 13 * day - 1).wal.count == 5)
    }

    /// Its description came first.
    @Test func `what lacks an object and changed this week stays, with its WAL`() throws {
        let arriving = backup(1, segments: 5...5, ended: day)
        let kept = backup(2, segments: 8...8, ended: 20 * day)
        let object = try #require(ObjectName("\(arriving.name)/backup.json"))
        func plan(stored: Int64) throws -> ExpirePlan {
            let entry = ObjectEntry(name: object, storedBytes: 1, modified: stored)
            return ExpirePlan(
                try #require(RetentionPolicy(fullBackups: 1, days: nil)),
                now: UTCTime(seconds: 20 * day),
                BackupCatalog(
                    backups: [arriving, kept],
                    objects: [arriving.name: [entry]],
                    defects: [arriving.name: "a part is missing"]
                ),
                inventory([(1, 1...9)], archived: 20 * day)
            )
        }
        #expect(
            try plan(stored: 13 * day).verdicts.map(\.reason) == [
                "it lacks an object, and was stored within the last 7 days: it may be under way",
                "full backup 1 of the 1 newest",
            ]
        )
        #expect(try plan(stored: 13 * day).wal.count == 4)
        #expect(try plan(stored: 13 * day - 1).expired == [arriving])
    }

    @Test func `with segments of two sizes no WAL is removed`() throws {
        var first = backup(1, segments: 12...12, ended: day)
        first.segmentBytes = 1 << 20
        let plan = try plan(
            RetentionPolicy(fullBackups: 2, days: nil),
            now: 10 * day,
            [first, backup(2, segments: 14...14, ended: 2 * day)],
            inventory([(1, 1...400)])
        )
        #expect(plan.kept.count == 2)
        #expect(plan.wal.isEmpty)
        let catalog = BackupCatalog(backups: plan.kept)
        let all = inventory([(1, 1...400)])
        #expect(CleanupPlan(catalog, all).needed(of: all.objects) == all.objects)
    }

    @Test func `an archive without WAL is no reason to remove a backup`() throws {
        let plan = try plan(
            RetentionPolicy(fullBackups: nil, days: 1),
            now: 100 * day,
            daily,
            inventory([])
        )
        #expect(plan.expired.isEmpty)
        #expect(
            plan.verdicts.first?.reason
                == "the archive holds no WAL, so nothing tells what it is good for"
        )
    }

    @Test func `recovery needs a record, even where a backup ends where it begins`() throws {
        var short = backup(1, segments: 2...2, ended: day)
        short.stopLSN = short.startLSN
        #expect(!short.isRecoverable(with: inventory([(1, 5...9)])))
        #expect(short.isRecoverable(with: inventory([(1, 2...9)])))
    }

    @Test func `what is of the future is told`() throws {
        let ahead = backup(1, segments: 2...2, ended: 2 * day)
        let plan = try plan(
            RetentionPolicy(fullBackups: 1, days: nil),
            now: day,
            [ahead],
            inventory([(1, 2...2)], archived: day + 301)
        )
        #expect(
            plan.warnings == [
                "backup \(ahead.name) is of 1970-01-03T00:00:00Z, which is still to come: is this"
                    + " machine's clock right?",
                "\"000000010000000000000002\" is of 1970-01-02T00:05:01Z, which is still to come:"
                    + " is this machine's clock right?",
            ]
        )
    }

    /// A rule of the bucket removed its history file.
    @Test func `a timeline without a history is led to by its own backup first`() throws {
        let own = backup(2, segments: 4...4, timeline: 3, ended: 2 * day)
        let late = backup(3, segments: 8...8, ended: 3 * day)
        let newest = backup(4, segments: 9...9, ended: 20 * day)
        let wal = inventory([(1, 1...10), (3, 4...12)], archived: 20 * day)
        let plan = ExpirePlan(
            try #require(RetentionPolicy(fullBackups: nil, days: 5)),
            now: UTCTime(seconds: 20 * day),
            BackupCatalog(backups: [own, late, newest]),
            wal
        )
        #expect(
            plan.verdicts.map(\.reason) == [
                "the newest backup before the last 5 days of timeline 3",
                "the newest backup before the last 5 days of timeline 1",
                "taken within the last 5 days",
            ]
        )
    }

    @Test func `a policy that keeps nothing is none`() {
        #expect(RetentionPolicy(fullBackups: nil, days: nil) == nil)
        #expect(RetentionPolicy(fullBackups: 0, days: nil) == nil)
        #expect(RetentionPolicy(fullBackups: nil, days: -1) == nil)
        #expect(RetentionPolicy(fullBackups: nil, days: 0) != nil)
    }

    /// Whatever happened: what is kept can be recovered wherever it could before, the window can be
    /// recovered wherever it could, and there is a backup left if there was one.
    @Test(arguments: 0..<20) func `nothing that is needed is removed`(seed: UInt64) throws {
        var random = SplitMix64(state: 0x5EED_0000 + seed)
        for _ in 0..<200 {
            let history = try RandomHistory(&random)
            let loss = history.loss(&random)
            let inventory = history.inventory(without: loss)
            let way = Int.random(in: 0..<3, using: &random)
            let policy = try #require(
                RetentionPolicy(
                    fullBackups: way == 0 ? nil : Int.random(in: 1...3, using: &random),
                    days: way == 1 ? nil : Int.random(in: 0...20, using: &random)
                )
            )
            let plan = ExpirePlan(
                policy,
                now: UTCTime(seconds: history.now),
                history.catalog,
                inventory
            )
            var complaints = ExpiryJudge(history, inventory, plan).complaints(policy)
            // Without a loss the server's timeline is the one that was stored last. To some, since
            // to choose takes as long as to plan.
            guard seed.isMultiple(of: 4) else {
                #expect(complaints.isEmpty, "\(complaints)")
                continue
            }
            let choice = try? RestoreChoice.choose(.init(), from: history.catalog, inventory)
            if let choice, loss.isEmpty, choice.timeline != .of(history.timeline) {
                complaints.append("restore takes timeline \(choice.timeline)")
            }
            #expect(complaints.isEmpty, "\(complaints)")
        }
    }
}
