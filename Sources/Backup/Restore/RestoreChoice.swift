package import WAL

/// Which backup is restored, and which timeline recovery then follows; with the reasons.
package struct RestoreChoice: Equatable, Sendable {
    /// Backups told of that cannot be restored, the newest.
    private static let brokenLimit = 3

    /// What an operator asks for.
    package struct Wish: Equatable, Sendable {
        /// Up to where.
        package var target: RestoreTarget
        /// The backup, where it is named.
        package var backup: BackupName?
        /// The timeline, where it is named.
        package var timeline: TimelineID?

        /// Makes a wish.
        package init(
            target: RestoreTarget = .latest,
            backup: BackupName? = nil,
            timeline: TimelineID? = nil
        ) {
            self.target = target
            self.backup = backup
            self.timeline = timeline
        }
    }

    /// The backup.
    package let backup: BackupDescription
    /// The timeline that recovery follows.
    package let timeline: TimelineID
    /// How far the archive's WAL reaches from there.
    package let reach: SegmentRuns.Reach
    /// Why these, a sentence each.
    package let reasons: [String]

    /// Chooses.
    ///
    /// PostgreSQL's own `latest` follows the newest timeline, and dies when the backup does not
    /// lead to it ("requested timeline is not a child of this server's history"). So the timeline
    /// is chosen first, and then a backup that leads to it.
    package static func choose(
        _ wish: Wish,
        from catalog: BackupCatalog,
        _ inventory: WALInventory
    ) throws(BackupError) -> Self {
        guard !catalog.backups.isEmpty else { throw .absent("there is no backup") }
        let candidates = try candidates(wish, catalog)
        let broken = wish.backup == nil ? brokenOnes(catalog) : []
        let newest = newestTimeline(catalog, inventory)
        var passedOver: [TimelineID] = []
        for timeline in timelines(wish, candidates, newest, inventory) {
            guard let path = TimelinePath(to: timeline, histories: inventory.histories) else {
                passedOver.append(timeline)
                continue
            }
            let choice = try best(candidates, wish, path, inventory)
            if let choice {
                return Self(
                    backup: choice.backup,
                    timeline: timeline,
                    reach: choice.reach,
                    reasons: reasons(wish, choice.backup, timeline, newest, path)
                        + passedOver.map {
                            "timeline \($0) cannot be reached from any backup that would do"
                        } + broken
                )
            }
            passedOver.append(timeline)
        }
        throw .absent(([noneMessage(wish)] + broken).joined(separator: "; "))
    }

    /// The backups that may be taken: all of whose objects are there, and whose parents are.
    private static func candidates(
        _ wish: Wish,
        _ catalog: BackupCatalog
    ) throws(BackupError) -> [BackupDescription] {
        guard let name = wish.backup else {
            return catalog.backups.filter { catalog.defect(of: $0) == nil }
        }
        guard let named = catalog.backup(name) else {
            throw .absent("there is no backup \(name)")
        }
        if let defect = catalog.defect(of: named) {
            throw .absent("backup \(name) cannot be restored: \(defect)")
        }
        return [named]
    }

    /// Why the newest of the others may not.
    private static func brokenOnes(_ catalog: BackupCatalog) -> [String] {
        let broken = catalog.backups.reversed().compactMap { backup in
            catalog.defect(of: backup).map { "backup \(backup.name) is passed over: \($0)" }
        }
        return Array(broken.prefix(brokenLimit))
    }

    /// The timelines to try, the best first.
    private static func timelines(
        _ wish: Wish,
        _ candidates: [BackupDescription],
        _ newest: TimelineID,
        _ inventory: WALInventory
    ) -> [TimelineID] {
        if let timeline = wish.timeline { return [timeline] }
        // A backup by itself needs no other timeline.
        if wish.target == .immediate { return candidates.reversed().map(\.endTimeline) }
        let known = Set(inventory.histories.keys).union(candidates.map(\.endTimeline)).union([
            newest
        ])
        return known.sorted(by: >)
    }

    private static func newestTimeline(
        _ catalog: BackupCatalog,
        _ inventory: WALInventory
    ) -> TimelineID {
        let segments = inventory.objects.compactMap(\.segment?.timeline)
        let all = catalog.backups.map(\.endTimeline) + Array(inventory.histories.keys) + segments
        // There is at least one backup.
        return all.max() ?? catalog.backups[0].endTimeline
    }

    /// The newest backup that leads to the target on a way; of those without an end of their own
    /// kind (names, transactions) the oldest, which is certainly before it.
    private static func best(
        _ candidates: [BackupDescription],
        _ wish: Wish,
        _ path: TimelinePath,
        _ inventory: WALInventory
    ) throws(BackupError) -> (backup: BackupDescription, reach: SegmentRuns.Reach)? {
        let leading = candidates.filter { backup in
            guard path.contains(backup) else { return false }
            switch wish.target {
            case .time(let time): return backup.stopTime <= time
            case .lsn(let lsn): return backup.stopLSN <= lsn
            case .latest, .immediate, .name, .xid: return true
            }
        }
        let isUnknown =
            switch wish.target {
            case .name, .xid: true
            default: false
            }
        for backup in isUnknown ? leading : leading.reversed() {
            guard let size = backup.segmentSize else { continue }
            let reach = SegmentRuns(inventory, size: size).reach(from: backup.startLSN, on: path)
            guard reach.end >= backup.neededWAL.upperBound else {
                if wish.backup == nil { continue }
                throw .missingWAL(
                    "the archive does not have the WAL that backup \(backup.name) needs:"
                        + " \(backup.startLSN) to \(backup.stopLSN)"
                )
            }
            if case .lsn(let lsn) = wish.target, reach.end < lsn { continue }
            return (backup, reach)
        }
        return nil
    }

    private static func reasons(
        _ wish: Wish,
        _ backup: BackupDescription,
        _ timeline: TimelineID,
        _ newest: TimelineID,
        _ path: TimelinePath
    ) -> [String] {
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
        if wish.timeline != nil {
            reasons.append("timeline \(timeline) was asked for")
        } else if timeline == newest {
            reasons.append("timeline \(timeline) is the newest")
        } else {
            reasons.append("timeline \(timeline) is the newest that a backup leads to")
        }
        for stretch in path.stretches.dropLast() where stretch.timeline >= backup.endTimeline {
            guard let end = stretch.end else { continue }
            reasons.append(
                "timeline \(stretch.timeline) is left at \(end);"
                    + " --target-timeline \(stretch.timeline) stays on it"
            )
        }
        return reasons
    }

    private static func noneMessage(_ wish: Wish) -> String {
        let place = wish.timeline.map { " on timeline \($0)" } ?? ""
        return switch wish.target {
        case .time(let time): "no backup\(place) that has its WAL ended before \(time)"
        case .lsn(let lsn): "no backup\(place) has the WAL to recover to \(lsn)"
        case .latest, .immediate, .name, .xid: "no backup\(place) has the WAL that it needs"
        }
    }
}
