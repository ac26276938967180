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
        /// What the store refused to remove.
        package var retained: [RetainedObject] = []
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
        for backup in plan.expired {
            try removeFolder(backup.name, catalog.objects[backup.name] ?? [], &outcome)
        }
        for folder in plan.abandoned {
            try removeFolder(folder.name, folder.objects, &outcome)
        }
        // A description that could not be removed still needs its WAL.
        guard outcome.retained.isEmpty else { return outcome }
        let refused = try remove(plan.wal.map(\.name), from: archive)
        outcome.walObjects = plan.wal.count - refused.count
        outcome.retained += refused
        return outcome
    }

    /// Removes files of the archive; answers those that the store refuses to remove.
    package func remove(
        _ objects: [WALInventory.Object]
    ) throws(BackupError) -> [RetainedObject] {
        try remove(objects.map(\.name), from: archive)
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
        let first = try remove(names.filter { $0 == description }, from: backups)
        outcome.retained += first
        guard first.isEmpty else { return }
        let others = names.filter { $0 != description && $0 != begun }
        let last = names.filter { $0 == begun }
        let refused = try remove(others, from: backups) + remove(last, from: backups)
        outcome.retained += refused
        outcome.backupObjects += names.count - refused.count
    }

    private func remove(
        _ names: [ObjectName],
        from store: any ObjectStore
    ) throws(BackupError) -> [RetainedObject] {
        var retained: [RetainedObject] = []
        for start in stride(from: 0, to: names.count, by: Self.batchLength) {
            let batch = Array(names[start..<min(start + Self.batchLength, names.count)])
            retained += try BackupError.store { () throws(StoreError) in
                try store.remove(batch)
            }
        }
        return retained
    }
}
