internal import WAL

/// Which WAL base backups need, asked by a standby that wants to remove some.
package struct CleanupPlan: Sendable {
    private let catalog: BackupCatalog
    private let inventory: WALInventory

    /// Asks for all backups of a place, whole or not.
    package init(_ catalog: BackupCatalog, _ inventory: WALInventory) {
        self.catalog = catalog
        self.inventory = inventory
    }

    /// Those of some files that a backup needs, now or once it is complete.
    package func needed(of objects: [WALInventory.Object]) -> [WALInventory.Object] {
        guard let size = catalog.backups.last?.segmentSize else {
            // Backups under way tell no segment size.
            return catalog.incomplete.isEmpty ? [] : objects
        }
        // What does not say where it began may be a backup that somebody is copying here.
        guard catalog.incomplete.allSatisfy({ $0.begun != nil }) else { return objects }
        // With segments of two sizes a name means two places.
        guard catalog.backups.allSatisfy({ $0.segmentBytes == size.bytes }) else { return objects }
        let needed = NeededWAL(
            roots: catalog.backups.map { NeededWAL.Root($0) }
                + catalog.incomplete.compactMap { $0.begun.map { NeededWAL.Root($0) } },
            histories: inventory.histories,
            size: size
        )
        return objects.filter { $0.file.file.segment.map(needed.includes) ?? true }
    }
}
