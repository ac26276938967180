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
                "the newest full backup before the last 2 days of timeline 1",
                "taken within the last 2 days",
            ]
        )
    }

    @Test func `never removes the only one that can be recovered`() throws {
        let good = backup(1, segments: 2...2, ended: day)
        let bad = backup(2, segments: 50...51, ended: 2 * day)
        let plan = try plan(
            RetentionPolicy(fullBackups: 1, days: 0),
            now: 100 * day,
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
        for _ in 0..<1000 {
            let history = try RandomHistory(&random)
            let lost =
                Int.random(in: 0..<4, using: &random) == 0
                ? Set((0..<3).map { _ in Int.random(in: 0..<history.runs.count, using: &random) })
                : []
            let inventory = history.inventory(without: lost)
            let policy = try #require(
                RetentionPolicy(
                    fullBackups: Bool.random(using: &random)
                        ? Int.random(in: 1...3, using: &random) : nil,
                    days: Int.random(in: 0...20, using: &random)
                )
            )
            let plan = ExpirePlan(
                policy,
                now: UTCTime(seconds: history.now),
                history.catalog,
                inventory
            )
            let judge = ExpiryJudge(history, inventory, plan)
            try judge.check(policy)
        }
    }
}

/// Compares what can be recovered before and after, by following every way from every backup.
private struct ExpiryJudge {
    let history: RandomHistory
    let before: WALInventory
    let after: WALInventory
    let plan: ExpirePlan

    init(_ history: RandomHistory, _ inventory: WALInventory, _ plan: ExpirePlan) {
        self.history = history
        before = inventory
        self.plan = plan
        let gone = Set(plan.wal.map(\.name))
        after = WALInventory(
            objects: inventory.objects.filter { !gone.contains($0.name) },
            histories: inventory.histories
        )
    }

    func check(_ policy: RetentionPolicy) throws {
        let kept = Set(plan.kept.map(\.name))
        for backup in plan.kept {
            #expect(reaches(backup, before) == reaches(backup, after))
            if let parent = backup.parent, history.catalog.backup(parent) != nil {
                #expect(kept.contains(parent), "what \(backup.name) builds on is gone")
            }
        }
        let wasRecoverable = history.backups.contains {
            $0.kind == .full && $0.isRecoverable(with: before)
        }
        let isRecoverable = plan.kept.contains {
            $0.kind == .full && $0.isRecoverable(with: after)
        }
        #expect(wasRecoverable == isRecoverable)
        try checkCount(policy)
        try checkWindow(policy, kept)
        for folder in plan.underWay {
            let start = try #require(folder.begun).startLSN
            let doomed = plan.wal.contains { object in
                guard let segment = object.segment, let begin = segment.start(size: .usual) else {
                    return false
                }
                return segment.timeline == folder.begun?.timeline
                    && begin.rawValue / SegmentSize.usual.bytes
                        >= start.rawValue / SegmentSize.usual.bytes
            }
            #expect(!doomed, "WAL of a backup under way is gone")
        }
    }

    private func checkCount(_ policy: RetentionPolicy) throws {
        guard let count = policy.fullBackups else { return }
        let sound = history.catalog.backups.filter {
            $0.kind == .full && $0.isRecoverable(with: before)
        }
        let kept = Set(plan.kept.map(\.name))
        #expect(sound.suffix(count).allSatisfy { kept.contains($0.name) })
    }

    /// For every timeline that lived in the window: the newest full backup from before that leads
    /// to it is still there.
    private func checkWindow(_ policy: RetentionPolicy, _ kept: Set<BackupName>) throws {
        guard let days = policy.days else { return }
        let start = UTCTime(seconds: history.now).before(days: days)
        for backup in history.backups where backup.stopTime >= start {
            #expect(kept.contains(backup.name), "a backup of the window is gone")
        }
        let living = Set(history.runs.filter { $0.2 >= start.seconds }.map(\.0))
        for timeline in living {
            guard
                let path = TimelinePath(to: .of(timeline), histories: before.histories),
                before.objects.contains(where: {
                    $0.modified >= start.seconds && $0.file.file.timeline == .of(timeline)
                })
            else { continue }
            let anchor = history.catalog.backups.last { backup in
                backup.kind == .full && backup.stopTime < start
                    && backup.isRecoverable(with: before)
                    && path.contains(backup.timeline, upTo: backup.stopLSN)
            }
            guard let anchor else { continue }
            #expect(kept.contains(anchor.name), "the window's beginning is gone")
        }
    }

    private func reaches(
        _ backup: BackupDescription,
        _ inventory: WALInventory
    ) -> [SegmentRuns.Reach] {
        let timelines = Set(inventory.histories.keys).union([backup.timeline]).sorted()
        return timelines.compactMap { timeline in
            guard let path = TimelinePath(to: timeline, histories: inventory.histories),
                path.contains(backup.timeline, upTo: backup.stopLSN)
            else { return nil }
            return SegmentRuns(inventory, size: .usual).reach(from: backup.startLSN, on: path)
        }
    }
}
