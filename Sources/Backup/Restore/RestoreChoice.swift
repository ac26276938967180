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
    /// The same as recovery is told it; nil for the backup's own, whose history file is missing.
    package let namedTimeline: TimelineID?
    /// Whether PostgreSQL's `latest` means this timeline: no higher one has a history file.
    package let isNewest: Bool
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
        let broken = wish.backup == nil ? brokenOnes(catalog) : []
        guard !catalog.backups.isEmpty else {
            throw .absent((["there is no backup"] + broken).joined(separator: "; "))
        }
        let candidates = try candidates(wish, catalog)
        // A backup by itself needs no other timeline.
        if wish.target == .immediate, wish.timeline == nil {
            for timeline in candidates.reversed().map(\.endTimeline) {
                let found = try best(candidates, wish, timeline, inventory)
                if let found { return found.with([immediateReason(wish, found), broken]) }
            }
            throw none(wish, candidates, inventory, broken)
        }
        let (timeline, why) = try timeline(wish, candidates, catalog, inventory)
        if let found = try best(candidates, wish, timeline, inventory) {
            return found.with([reasons(wish, found, inventory), why, broken])
        }
        // Never silently an older state than what is there.
        let others = TimelineLife(catalog, inventory).timelines.subtracting([timeline])
        for other in others.sorted(by: >) where wish.timeline == nil {
            guard try best(candidates, wish, other, inventory) != nil else { continue }
            throw .refused(
                ([unreachableMessage(wish, candidates, timeline, other, inventory)] + broken)
                    .joined(separator: "; ")
            )
        }
        throw none(wish, candidates, inventory, broken)
    }

    /// The backups that may be taken: all of whose objects are there, and whose parents are.
    private static func candidates(
        _ wish: Wish,
        _ catalog: BackupCatalog
    ) throws(BackupError) -> [BackupDescription] {
        guard let name = wish.backup else {
            return catalog.backups.filter { catalog.defect(of: $0) == nil }
        }
        if let reason = catalog.unreadable[name] {
            throw .absent("backup \(name) cannot be restored: \(reason)")
        }
        guard let named = catalog.backup(name) else {
            throw .absent("there is no backup \(name) HINT: wal-archive backups lists them.")
        }
        if let defect = catalog.defect(of: named) {
            throw .absent("backup \(name) cannot be restored: \(defect)")
        }
        return [named]
    }

    /// Why the newest of the others may not.
    private static func brokenOnes(_ catalog: BackupCatalog) -> [String] {
        let defects = catalog.backups.reversed().compactMap { backup in
            catalog.defect(of: backup).map { (backup.name, $0) }
        }
        let unreadable = catalog.unreadable.sorted { $0.key > $1.key }.map { ($0.key, $0.value) }
        return (defects.prefix(brokenLimit) + unreadable.prefix(brokenLimit)).map {
            "backup \($0.0) is passed over: \($0.1)"
        }
    }

    /// The newest backup that leads to the target on a way; of those without an end of their own
    /// kind (names, transactions) the oldest, which is certainly before it.
    private static func best(
        _ candidates: [BackupDescription],
        _ wish: Wish,
        _ timeline: TimelineID,
        _ inventory: WALInventory
    ) throws(BackupError) -> Self? {
        let path = TimelinePath(leadingTo: timeline, histories: inventory.histories)
        let leading = candidates.filter { backup in
            guard path.contains(backup) else { return false }
            switch wish.target {
            // One that is named may have been stored with a later time than it ended at.
            case .time(let time): return wish.backup != nil || backup.stopTime <= time
            case .lsn(let lsn): return backup.stopLSN <= lsn
            case .latest, .immediate, .name, .xid: return true
            }
        }
        for backup in wish.target.isPlaceUnknown ? leading : leading.reversed() {
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
            return Self(
                backup: backup,
                timeline: timeline,
                namedTimeline: inventory.knowsOrigin(of: timeline) ? timeline : nil,
                isNewest: !inventory.hasHistory(above: timeline),
                reach: reach,
                reasons: []
            )
        }
        return nil
    }
}
