internal import Archive
internal import WAL

/// What stays because of where a recovery may lead.
extension Retention {
    /// Everything within the window, and for each timeline that lived in it the newest backup from
    /// before, without which its first hours could not be recovered.
    func keepWindow(
        from windowStart: UTCTime,
        _ sound: [BackupDescription],
        _ reasons: inout [BackupName: String]
    ) {
        for backup in catalog.backups where catalog.time(of: backup) >= windowStart {
            let verb = backup.stopTime >= windowStart ? "taken" : "stored"
            reasons[backup.name] = reasons[backup.name] ?? "\(verb) within the last \(days)"
        }
        let before = sound.filter { catalog.time(of: $0) < windowStart }
        for timeline in timelines(since: windowStart) {
            let path = TimelinePath(to: timeline, histories: inventory.histories)
            // Without a history its own backups lead to it; where there is none of these, nothing
            // is known, and the newest of all is kept.
            let leading = path ?? TimelinePath(staying: timeline)
            let anchor = before.last(where: leading.contains) ?? (path == nil ? before.last : nil)
            guard let anchor else { continue }
            reasons[anchor.name] =
                reasons[anchor.name]
                ?? "the newest backup before the last \(days) of timeline \(timeline)"
        }
    }

    /// For each timeline that lived since the oldest of what stays ended, and for those on which
    /// the server may live, a backup that leads to it: after a recovery to an earlier place the
    /// newest backup may lie on the branch that was left, and then leads nowhere.
    func keepTimelines(
        _ sound: [BackupDescription],
        _ reasons: inout [BackupName: String]
    ) {
        let kept = catalog.backups.filter {
            reasons[$0.name] != nil && recoverable.contains($0.name)
        }
        guard let oldest = kept.map(\.stopTime).min() else { return }
        for timeline in timelines(since: oldest) {
            let path = TimelinePath(leadingTo: timeline, histories: inventory.histories)
            if kept.contains(where: path.contains) { continue }
            guard let anchor = sound.last(where: path.contains) else {
                if !inventory.knowsOrigin(of: timeline) { keepAll(for: timeline, &reasons) }
                continue
            }
            reasons[anchor.name] =
                reasons[anchor.name] ?? "the newest backup that leads to timeline \(timeline)"
        }
    }

    /// Of a timeline without a history nothing tells which backups lead to it.
    private func keepAll(for timeline: TimelineID, _ reasons: inout [BackupName: String]) {
        for backup in catalog.backups where backup.endTimeline < timeline {
            reasons[backup.name] =
                reasons[backup.name]
                ?? "it may lead to timeline \(timeline), whose history file is missing"
        }
    }

    private var days: String {
        let days = policy.days ?? 0
        return days == 1 ? "day" : "\(days) days"
    }

    /// The timelines of which anything was archived or backed up since a time, and those on which
    /// the server may live.
    private func timelines(since time: UTCTime) -> [TimelineID] {
        var timelines = Set(
            inventory.objects.filter { $0.modified >= time.seconds }.map(\.file.file.timeline)
        )
        for backup in catalog.backups where backup.stopTime >= time {
            timelines.insert(backup.endTimeline)
        }
        return timelines.union(living).sorted()
    }
}
