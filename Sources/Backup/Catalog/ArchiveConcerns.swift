internal import WAL

/// What an operator should know of timelines, since backups and an archive disagree on them or tell
/// too little.
package struct ArchiveConcerns {
    private let catalog: BackupCatalog
    private let inventory: WALInventory

    /// Looks at both.
    package init(_ catalog: BackupCatalog, _ inventory: WALInventory) {
        self.catalog = catalog
        self.inventory = inventory
    }

    /// A sentence for each.
    package var sentences: [String] { unreadable + missing + rivals }

    private var unreadable: [String] {
        inventory.unreadable.sorted { $0.key < $1.key }.map { timeline, reason in
            "\(WALFileName.history(timeline)) cannot be read: \(reason)"
        }
    }

    /// History files that backups need: a lifecycle rule may have removed them.
    private var missing: [String] {
        let timelines = Set(catalog.backups.map(\.endTimeline))
        return timelines.sorted().filter {
            !inventory.knowsOrigin(of: $0) && inventory.unreadable[$0] == nil
        }.map { timeline in
            let name = WALFileName.history(timeline)
            return
                "\(name) is not in the archive, so only backups of timeline \(timeline) lead to it"
                + " HINT: Push it from the pg_wal of a server that has it: wal-push pg_wal/\(name)"
                + " \(name)"
        }
    }

    /// Two timelines that go on.
    private var rivals: [String] {
        let life = TimelineLife(catalog, inventory)
        let living = life.living(of: life.timelines)
        guard let timeline = living.first, !catalog.backups.isEmpty else { return [] }
        return living.dropFirst().map { life.rivalry(timeline, $0) }
    }
}
