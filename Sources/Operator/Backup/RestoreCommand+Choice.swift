internal import Backup
internal import FrontEnd

/// Which backup a call restores, and why.
extension RestoreCommand {
    func choose(
        _ session: BackupSession,
        _ place: RestorePlace
    ) throws(CommandError) -> (BackupCatalog, RestoreChoice, reasons: [String]) {
        var wish = RestoreChoice.Wish(
            target: try target.target(),
            backup: backup == "latest" ? nil : try BackupSession.name(backup),
            timeline: try target.timeline()
        )
        let catalog = try session.catalog()
        let inventory = try session.inventory()
        if wish.backup == nil, let begun = Self.interrupted(in: place) {
            wish.backup = begun
            if let choice = try? RestoreChoice.choose(wish, from: catalog, inventory),
                choice.backup.isBefore(wish.target)
            {
                // The first of its reasons would be that the backup was asked for.
                let reason = "the restore of backup \(begun) was interrupted here, and goes on"
                return (catalog, choice, [reason] + choice.reasons.dropFirst())
            }
            wish.backup = nil
        }
        let choice = try session.asking("restore") { () throws(BackupError) in
            try RestoreChoice.choose(wish, from: catalog, inventory)
        }
        return (catalog, choice, choice.reasons)
    }

    /// The backup with which an earlier call was filling the directory: a newer one, taken meanwhile,
    /// must not make that call's work void.
    private static func interrupted(in place: RestorePlace) -> BackupName? {
        place.knownDirectory.flatMap { (try? InterruptedRestore.backup(in: $0)) ?? nil }
    }
}

extension BackupDescription {
    /// Whether it would have been chosen without its name: one that is named may have ended later
    /// than it says.
    fileprivate func isBefore(_ target: RestoreTarget) -> Bool {
        if case .time(let time) = target { return stopTime <= time }
        return true
    }
}
