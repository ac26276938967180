package import Archive

/// Carries an `ExpirePlan` out.
///
/// In an order in which it may be interrupted anywhere: a backup's description goes first, so that
/// nothing looks whole that is not, and WAL goes last.
package struct Expiry {
    /// As many as S3 takes in one request.
    private static let batchLength = 1000

    /// What was done.
    package struct Outcome: Equatable, Sendable {
        /// Objects of backups that were removed.
        package var backupObjects = 0
        /// WAL files that were removed.
        package var walObjects = 0
        /// What the stores keep nevertheless.
        package var left = RemovalOutcome()
    }

    private let backups: any ObjectStore
    private let archive: any ObjectStore

    /// Works on both stores.
    package init(backups: any ObjectStore, archive: any ObjectStore) {
        self.backups = backups
        self.archive = archive
    }

    /// Removes what the plan says.
    ///
    /// - Parameter catalog: the one that the plan was made of.
    package func run(
        _ plan: ExpirePlan,
        _ catalog: BackupCatalog
    ) throws(BackupError) -> Outcome {
        var outcome = Outcome()
        // What a backup that stays builds on, and which that is: it is kept by a lock, or began
        // after the plan was made.
        var needed: [BackupName: BackupName] = [:]
        for backup in plan.expired {
            // Each time anew: to remove a folder takes minutes, and a backup may begin meanwhile.
            let newcomers = try Newcomers(beside: catalog, in: backups).parents
            needed.merge(newcomers) { $1 }
            if let child = needed[backup.name] {
                outcome.left.retained.append(
                    RetainedObject(
                        name: try backup.name.object(BackupFile.description),
                        reason: "backup \(child), which stays, builds on it"
                    )
                )
            } else {
                try removeFolder(backup.name, catalog.objects[backup.name] ?? [], &outcome)
            }
            let isKept = outcome.left.retained.contains {
                $0.name.folder == backup.name.description
            }
            if isKept, let parent = backup.parent { needed[parent] = backup.name }
        }
        for folder in plan.abandoned {
            guard try isUnchanged(folder) else { continue }
            try removeFolder(folder.name, folder.objects, &outcome)
        }
        // A description that could not be removed still needs its WAL.
        guard outcome.left.retained.isEmpty else { return outcome }
        try removeWAL(plan.wal[...], catalog, &outcome)
        return outcome
    }

    /// Removes WAL, but for what a backup needs that began meanwhile: the plan may be an hour old.
    private func removeWAL(
        _ wal: ArraySlice<WALInventory.Object>,
        _ catalog: BackupCatalog,
        _ outcome: inout Outcome
    ) throws(BackupError) {
        let size = catalog.backups.last?.segmentSize
        for start in stride(from: 0, to: wal.count, by: Self.batchLength) {
            let batch = wal[start..<min(start + Self.batchLength, wal.count)]
            let unneeded = try Newcomers(beside: catalog, in: backups).unneeded(batch, size)
            let left = try remove(unneeded.map(\.name), from: archive)
            outcome.walObjects += unneeded.count - left.retained.count
            outcome.left.add(left)
        }
    }

    /// Removes files of the archive; answers what the store keeps nevertheless.
    package func remove(
        _ objects: [WALInventory.Object]
    ) throws(BackupError) -> RemovalOutcome {
        try remove(objects.map(\.name), from: archive)
    }

    /// Whether nobody stored anything in a folder since it was listed.
    private func isUnchanged(_ folder: BackupCatalog.Incomplete) throws(BackupError) -> Bool {
        let now = try BackupFolder(of: folder.name, in: backups)
        return now == BackupFolder(folder.objects)
    }

    private func removeFolder(
        _ name: BackupName,
        _ objects: [ObjectEntry],
        _ outcome: inout Outcome
    ) throws(BackupError) {
        let description = try name.object(BackupFile.description)
        let begun = try name.object(BackupFile.begun)
        let names = objects.map(\.name)
        // One that is kept, by a lock, stays whole.
        var left = RemovalOutcome()
        // Without either the rest looks like no backup, and goes once it is a week old.
        for first in [begun, description] where names.contains(first) && left.retained.isEmpty {
            left.add(try remove([first], from: backups))
            if left.retained.isEmpty { outcome.backupObjects += 1 }
        }
        if left.retained.isEmpty {
            let others = names.filter { $0 != description && $0 != begun }
            let kept = try remove(others, from: backups)
            outcome.backupObjects += others.count - kept.retained.count
            left.add(kept)
        }
        outcome.left.add(left)
    }

    private func remove(
        _ names: [ObjectName],
        from store: any ObjectStore
    ) throws(BackupError) -> RemovalOutcome {
        var left = RemovalOutcome()
        for start in stride(from: 0, to: names.count, by: Self.batchLength) {
            let batch = Array(names[start..<min(start + Self.batchLength, names.count)])
            let outcome = try BackupError.store { () throws(StoreError) in
                try store.remove(batch)
            }
            left.add(outcome)
        }
        return left
    }
}
