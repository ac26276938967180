/// Whether a restore goes on with the backup with which it was begun.
extension InterruptedRestore {
    /// What to restore where no backup is named and another call was interrupted.
    ///
    /// A newer backup, taken meanwhile, must not make that call's work void. What is chosen without
    /// that call decides whether it goes on: a server may have left the begun backup's timeline since,
    /// and the state at its end would be taken for the newest.
    ///
    /// - Parameter begun: the backup with which the directory was being filled; nil for none.
    package static func choose(
        _ wish: RestoreChoice.Wish,
        begun: BackupName?,
        from catalog: BackupCatalog,
        _ inventory: WALInventory
    ) throws(BackupError) -> RestoreChoice {
        let unnamed = try RestoreChoice.choose(wish, from: catalog, inventory)
        guard wish.backup == nil, let begun else { return unnamed }
        if unnamed.backup.name == begun { return unnamed.told(begun: begun) }
        var named = wish
        named.backup = begun
        guard let choice = try? RestoreChoice.choose(named, from: catalog, inventory),
            choice.backup.isBefore(wish.target)
        else { return unnamed }
        guard choice.timeline == unnamed.timeline || wish.timeline != nil else {
            throw .refused(
                "the restore of backup \(begun), which was interrupted here, would go on along"
                    + " timeline \(choice.timeline), and timeline \(unnamed.timeline) is the one to"
                    + " follow HINT: Name backup \(begun) to go on with it, or restore into another"
                    + " directory."
            )
        }
        return choice.told(begun: begun)
    }
}

extension RestoreChoice {
    /// With the reason why an interrupted restore goes on.
    fileprivate func told(begun: BackupName) -> Self {
        // The first of its reasons says how the backup was found.
        let reason = "the restore of backup \(begun) was interrupted here, and goes on"
        return with([[reason], Array(reasons.dropFirst())])
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
