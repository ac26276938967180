internal import WAL

/// Why a backup and a timeline were chosen, in words.
extension RestoreChoice {
    /// With the reasons of several kinds.
    func with(_ reasons: [[String]]) -> Self {
        Self(
            backup: backup,
            timeline: timeline,
            namedTimeline: namedTimeline,
            isNewest: isNewest,
            reach: reach,
            reasons: Array(reasons.joined())
        )
    }

    static func immediateReason(_ wish: Wish, _ found: Self) -> [String] {
        [
            "backup \(found.backup.name) "
                + (wish.backup == nil ? "is the newest" : "was asked for")
        ]
    }

    static func reasons(_ wish: Wish, _ found: Self, _ inventory: WALInventory) -> [String] {
        let backup = found.backup
        var reasons: [String] = []
        switch wish.target {
        case _ where wish.backup != nil: reasons.append("backup \(backup.name) was asked for")
        case .latest: reasons.append("backup \(backup.name) is the newest that leads there")
        case .immediate: reasons.append("backup \(backup.name) is the newest")
        case .time, .lsn:
            reasons.append("backup \(backup.name) is the newest that ended before the target")
        case .name, .xid:
            reasons.append(
                "backup \(backup.name) is the oldest, so it is before the target;"
                    + " name a later one to replay less"
            )
        }
        if case .time(let time) = wish.target, backup.stopTime > time {
            reasons.append(
                "backup \(backup.name) says that it ended at \(backup.stopTime), after the target: if"
                    + " that is so, the server does not start"
            )
        }
        let path = TimelinePath(leadingTo: found.timeline, histories: inventory.histories)
        for stretch in path.stretches.dropLast() where stretch.timeline >= backup.endTimeline {
            guard let end = stretch.end else { continue }
            reasons.append(
                "timeline \(stretch.timeline) is left at \(end);"
                    + " --target-timeline \(stretch.timeline) stays on it"
            )
        }
        if !inventory.knowsOrigin(of: found.timeline) {
            let name = WALFileName.history(found.timeline)
            reasons.append(
                "\(name) is missing, so recovery stays on the backup's own timeline; push it from the"
                    + " pg_wal of a server that has it"
            )
        }
        return reasons
    }

    /// No backup leads there, which others are passed over, and from where on one does.
    static func none(
        _ wish: Wish,
        _ candidates: [BackupDescription],
        _ inventory: WALInventory,
        _ broken: [String]
    ) -> BackupError {
        let reasons = ([noneMessage(wish)] + broken).joined(separator: "; ")
        return .absent(reasons + oldestHint(wish, candidates, inventory))
    }

    /// Only of what may be chosen freely: another backup or timeline may lead further back.
    private static func oldestHint(
        _ wish: Wish,
        _ candidates: [BackupDescription],
        _ inventory: WALInventory
    ) -> String {
        guard wish.backup == nil, wish.timeline == nil else { return "" }
        let runs = ArchivedRuns(for: candidates, inventory)
        let whole = candidates.filter { runs.recover($0) }
        let oldest: BackupDescription?
        let end: String?
        switch wish.target {
        case .time(let time):
            oldest = whole.min { $0.stopTime < $1.stopTime }
            end = oldest.flatMap { time < $0.stopTime ? $0.stopTime.description : nil }
        case .lsn(let lsn):
            oldest = whole.min { $0.stopLSN < $1.stopLSN }
            end = oldest.flatMap { lsn < $0.stopLSN ? $0.stopLSN.description : nil }
        case .latest, .immediate, .name, .xid: return ""
        }
        guard let oldest, let end else { return "" }
        return " HINT: Nothing before \(end) can be recovered: there backup \(oldest.name) ended,"
            + " the oldest that has its WAL."
    }

    static func noneMessage(_ wish: Wish) -> String {
        let place = wish.timeline.map { " on timeline \($0)" } ?? ""
        return switch wish.target {
        case .time(let time): "no backup\(place) that has its WAL ended before \(time)"
        case .lsn(let lsn): "no backup\(place) has the WAL to recover to \(lsn)"
        case .latest, .immediate, .name, .xid: "no backup\(place) has the WAL that it needs"
        }
    }
}
