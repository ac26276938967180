internal import Archive
internal import Backup
internal import Config
internal import FrontEnd
internal import WAL

/// An archive of which something is to be removed, with the backups that need it, if any are kept.
struct ArchiveObjects {
    private let session: BackupSession
    private let hasBackups: Bool

    /// Reads the settings; `backups` may be missing.
    init(_ options: SettingsOptions, _ call: Call) throws(CommandError) {
        let settings = try options.settings(call)
        hasBackups = settings.backups != nil
        session = BackupSession(settings, call)
    }

    /// The WAL before a segment that no backup needs, oldest first.
    func unneeded(
        before segment: SegmentName
    ) throws(CommandError) -> [WALInventory.Object] {
        let inventory = try session.inventory()
        let before = inventory.objects.filter { object in
            object.file.file.segment.map { $0.precedes(segment) } ?? false
        }
        guard !before.isEmpty else { return [] }
        let agreement = try session.agreement(inventory)
        guard hasBackups else {
            try session.asking("clean up", agreement.checkDataDirectory)
            return before.sorted { $0.name < $1.name }
        }
        let catalog = try session.catalog()
        try session.asking("clean up") { () throws(BackupError) in
            try ClusterAgreement.checkPlace(session.backups.objects())
            try agreement.check(session.backups.objects(), catalog)
        }
        let needed = Set(CleanupPlan(catalog, inventory).needed(of: before).map(\.name))
        return before.filter { !needed.contains($0.name) }.sorted { $0.name < $1.name }
    }

    /// Removes files; answers what the store keeps nevertheless.
    func remove(
        _ objects: [WALInventory.Object]
    ) throws(CommandError) -> RemovalOutcome {
        try session.asking("clean up") { () throws(BackupError) in
            try Expiry(backups: session.archive.objects(), archive: session.archive.objects())
                .remove(objects)
        }
    }
}
