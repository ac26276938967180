import Archive
import WAL

@testable import Backup

/// Compares what can be recovered before and after, by following every way from every backup.
struct ExpiryJudge {
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

    /// What is wrong with the plan, in words.
    func complaints(_ policy: RetentionPolicy) -> [String] {
        let kept = Set(plan.kept.map(\.name))
        var complaints: [String] = []
        for backup in plan.kept {
            if reaches(backup, before) != reaches(backup, after) {
                complaints.append("WAL of \(backup.name) is gone")
            }
            if let parent = backup.parent, history.catalog.backup(parent) != nil,
                !kept.contains(parent)
            {
                complaints.append("what \(backup.name) builds on is gone")
            }
        }
        let catalog = history.catalog
        let sound = catalog.backups.filter {
            $0.isRecoverable(with: before) && catalog.defect(of: $0) == nil
        }
        let full = sound.filter { $0.kind == .full }
        if !sound.isEmpty, !sound.contains(where: { kept.contains($0.name) }) {
            complaints.append("no backup is left")
        }
        if let count = policy.fullBackups,
            !full.suffix(count).allSatisfy({ kept.contains($0.name) })
        {
            complaints.append("one of the newest is gone")
        }
        return complaints + windowComplaints(policy, kept, sound) + livingComplaints(sound)
            + underWayComplaints(kept)
    }

    /// The timeline on which the server lives must be led to, if it was.
    private func livingComplaints(_ sound: [BackupDescription]) -> [String] {
        let timeline = TimelineID.of(history.timeline)
        let path = TimelinePath(leadingTo: timeline, histories: before.histories)
        let leads = { (backup: BackupDescription) in
            path.contains(backup)
        }
        let isLed = plan.kept.contains {
            $0.isRecoverable(with: before) && history.catalog.defect(of: $0) == nil && leads($0)
        }
        // Of one of which all WAL is lost nothing tells that it lived.
        guard sound.contains(where: leads),
            before.objects.contains(where: { $0.file.file.timeline == timeline })
        else { return [] }
        return isLed ? [] : ["nothing leads to timeline \(timeline), on which the server lives"]
    }

    /// For every timeline that lived in the window: the newest backup from before that leads
    /// to it must still be there.
    private func windowComplaints(
        _ policy: RetentionPolicy,
        _ kept: Set<BackupName>,
        _ sound: [BackupDescription]
    ) -> [String] {
        guard let days = policy.days else { return [] }
        let start = UTCTime(seconds: history.now).before(days: days)
        var complaints = history.backups.filter { $0.stopTime >= start && !kept.contains($0.name) }
            .map { "\($0.name) of the window is gone" }
        let living = Set(
            before.objects.filter { $0.modified >= start.seconds }.map(\.file.file.timeline)
        )
        for timeline in living {
            let path = TimelinePath(leadingTo: timeline, histories: before.histories)
            let anchor = sound.last { backup in
                backup.stopTime < start && path.contains(backup)
            }
            if let anchor, !kept.contains(anchor.name) {
                complaints.append("the window's beginning on timeline \(timeline) is gone")
            }
        }
        return complaints
    }

    private func underWayComplaints(_ kept: Set<BackupName>) -> [String] {
        let orphans = plan.underWay.filter { folder in
            folder.begun?.parent.map { history.catalog.backup($0) != nil && !kept.contains($0) }
                ?? false
        }.map { "what \($0.name), under way, builds on is gone" }
        let week = history.now - 7 * 86_400
        let taken = plan.abandoned.filter { folder in
            folder.objects.contains { $0.modified >= week }
        }.map { "\($0.name), to which something was stored this week, is gone" }
        return orphans + taken
            + plan.underWay.filter { folder in
                guard let begun = folder.begun else { return !plan.wal.isEmpty }
                let first = begun.startLSN.rawValue / SegmentSize.usual.bytes
                return plan.wal.contains { object in
                    guard let segment = object.segment, segment.timeline == begun.timeline,
                        let start = segment.start(size: .usual)
                    else { return false }
                    return start.rawValue / SegmentSize.usual.bytes >= first
                }
            }.map { "WAL of \($0.name), under way, is gone" }
    }

    private func reaches(
        _ backup: BackupDescription,
        _ inventory: WALInventory
    ) -> [SegmentRuns.Reach] {
        let timelines = Set(inventory.histories.keys).union([backup.endTimeline]).sorted()
        return timelines.compactMap { timeline in
            let path = TimelinePath(leadingTo: timeline, histories: inventory.histories)
            guard path.contains(backup) else { return nil }
            return SegmentRuns(inventory, size: .usual).reach(from: backup.startLSN, on: path)
        }
    }
}
