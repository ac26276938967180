internal import Backup
internal import FrontEnd

/// Which backup a call restores, and why.
extension RestoreCommand {
    func choose(
        _ session: BackupSession,
        _ place: RestorePlace
    ) throws(CommandError) -> (BackupCatalog, RestoreChoice, reasons: [String]) {
        let wish = RestoreChoice.Wish(
            target: try target.target(),
            backup: backup == "latest" ? nil : try BackupSession.name(backup),
            timeline: try target.timeline()
        )
        let catalog = try session.catalog()
        let inventory = try session.inventory()
        let choice = try session.asking("restore") { () throws(BackupError) in
            try InterruptedRestore.choose(
                wish,
                begun: Self.interrupted(in: place),
                from: catalog,
                inventory
            )
        }
        return (catalog, choice, choice.reasons)
    }

    /// The backup with which an earlier call was filling the directory.
    private static func interrupted(in place: RestorePlace) -> BackupName? {
        place.knownDirectory.flatMap { (try? InterruptedRestore.backup(in: $0)) ?? nil }
    }
}
