internal import Archive
internal import WAL

/// Which backups a policy keeps, and why.
///
/// By time, not by name; a backup that cannot be recovered counts for nothing, but goes only when it
/// is older than all that stay.
struct Retention {
    let policy: RetentionPolicy
    private let windowStart: UTCTime?
    /// What changed since then may be changing yet.
    private let settled: UTCTime
    let catalog: BackupCatalog
    let inventory: WALInventory
    let recoverable: Set<BackupName>
    /// Where the server may live.
    let living: [TimelineID]

    init(
        _ policy: RetentionPolicy,
        now: UTCTime,
        _ catalog: BackupCatalog,
        _ inventory: WALInventory
    ) {
        self.policy = policy
        windowStart = policy.days.map { now.before(days: $0) }
        settled = now.before(days: ExpirePlan.abandonedDays)
        self.catalog = catalog
        self.inventory = inventory
        let life = TimelineLife(catalog, inventory)
        living = life.living(of: life.timelines)
        let runs = ArchivedRuns(for: catalog.backups, inventory)
        recoverable = Set(
            catalog.backups.filter { catalog.defect(of: $0) == nil && runs.recover($0) }
                .map(\.name)
        )
    }

    /// The reasons of those that stay.
    ///
    /// - Parameter underWay: backups that somebody is taking.
    func reasons(underWay: [BegunBackup]) -> [BackupName: String] {
        var reasons: [BackupName: String] = [:]
        let full = catalog.backups.filter { $0.kind == .full && recoverable.contains($0.name) }
        if let count = policy.fullBackups {
            for (index, backup) in full.suffix(count).reversed().enumerated() {
                reasons[backup.name] = "full backup \(index + 1) of the \(count) newest"
            }
        }
        // An incremental one needs its parents' objects, and not their WAL: it may lead to where no
        // full one leads any more.
        let sound = catalog.backups.filter { recoverable.contains($0.name) }
        if let windowStart { keepWindow(from: windowStart, sound, &reasons) }
        // Never the only one, whatever the policy says.
        if let newest = full.last, reasons[newest.name] == nil {
            reasons[newest.name] = "the newest full backup"
        }
        if let newest = sound.last, reasons[newest.name] == nil {
            reasons[newest.name] = "the newest backup"
        }
        keepTimelines(sound, &reasons)
        keepUnproven(&reasons)
        keepArriving(&reasons)
        for begun in underWay {
            guard let parent = begun.parent, catalog.backup(parent) != nil else { continue }
            reasons[parent] = reasons[parent] ?? "\(begun.name), under way, builds on it"
        }
        // Last: whatever stays, stays with what it builds on.
        keepDependents(&reasons)
        return reasons
    }

    /// What a kept one builds on, and what builds on it and is newer.
    private func keepDependents(_ reasons: inout [BackupName: String]) {
        for backup in catalog.backups.reversed() where reasons[backup.name] != nil {
            guard let chain = try? catalog.chain(of: backup) else { continue }
            for parent in chain.dropLast() {
                reasons[parent.name] = reasons[parent.name] ?? "\(backup.name) builds on it"
            }
        }
        // In the order of time, so that a child of a kept child is kept too.
        for backup in catalog.backups {
            guard reasons[backup.name] == nil, let parent = backup.parent, reasons[parent] != nil
            else { continue }
            reasons[backup.name] = "it builds on \(parent)"
        }
    }

    /// What lacks an object and changed of late may be a backup that somebody is copying here.
    private func keepArriving(_ reasons: inout [BackupName: String]) {
        for backup in catalog.backups where catalog.defects[backup.name] != nil {
            let latest = catalog.objects[backup.name]?.map(\.modified).max()
            guard let latest, latest >= settled.seconds else { continue }
            reasons[backup.name] =
                reasons[backup.name]
                ?? "it lacks an object, and was stored within the last"
                + " \(ExpirePlan.abandonedDays) days: it may be under way"
        }
    }

    /// What cannot be recovered is no reason to remove anything; it goes once it is the oldest.
    private func keepUnproven(_ reasons: inout [BackupName: String]) {
        guard inventory.objects.contains(where: { $0.segment != nil }) else {
            for backup in catalog.backups where reasons[backup.name] == nil {
                reasons[backup.name] =
                    "the archive holds no WAL, so nothing tells what it is good for"
            }
            return
        }
        let oldest = catalog.backups.firstIndex { reasons[$0.name] != nil }
        for (index, backup) in catalog.backups.enumerated() where reasons[backup.name] == nil {
            guard !recoverable.contains(backup.name) else { continue }
            if let oldest, index < oldest { continue }
            reasons[backup.name] = "it cannot be recovered now, but is newer than what is kept"
        }
    }
}
