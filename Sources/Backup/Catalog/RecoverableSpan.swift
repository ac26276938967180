package import WAL

/// What an archive and its base backups bring back together: every moment from the end of one
/// backup on, up to where the WAL ends.
package struct RecoverableSpan: Equatable, Sendable {
    /// The oldest backup from which recovery comes to the end.
    package let oldest: BackupDescription
    /// The first position that cannot be recovered any more.
    package let end: LSN
    /// The segment that is missing there though the archive has later ones; nil where the archive
    /// simply ends.
    package let gap: SegmentName?

    /// Finds the span that ends last on the timeline on which the server lives, or else on the newest
    /// to which a backup leads.
    ///
    /// - Parameters:
    ///   - all: those that can be recovered, in any order.
    ///   - living: where the server lives; nil where that is not known.
    /// - Returns: nil for no backup.
    package init?(_ all: [RecoverableBackup], living: TimelineID? = nil) {
        let preferred = all.filter { $0.timeline == living }
        let backups = preferred.isEmpty ? all : preferred
        let newest = backups.max {
            ($0.timeline, $0.reach.end) < ($1.timeline, $1.reach.end)
        }
        guard let newest else { return nil }
        // All that come to the same position come to it on the same way.
        let oldest = backups.filter {
            $0.timeline == newest.timeline && $0.reach.end == newest.reach.end
        }.min { $0.backup.stopLSN < $1.backup.stopLSN }
        self.oldest = oldest?.backup ?? newest.backup
        end = newest.reach.end
        gap = newest.reach.gap
    }
}

/// A base backup whose WAL the archive has, at least as much as makes it consistent.
package struct RecoverableBackup: Equatable, Sendable {
    /// The backup.
    package let backup: BackupDescription
    /// The timeline to whose end it can be brought.
    package let timeline: TimelineID
    /// How far.
    package let reach: SegmentRuns.Reach

    /// Those of a catalog: whole themselves and in all that they build on.
    ///
    /// - Parameters:
    ///   - segments: every segment of the archive, in any order.
    ///   - histories: every history file of the archive.
    ///   - living: the timeline on which the server lives; nil for the newest.
    package static func all(
        of catalog: BackupCatalog,
        segments: [SegmentName],
        histories: [TimelineID: TimelineHistory],
        living: TimelineID? = nil
    ) -> [Self] {
        let runs = ArchivedRuns(for: catalog.backups, segments, histories)
        return catalog.backups.compactMap { backup in
            guard catalog.defect(of: backup) == nil,
                let found = runs.reach(of: backup, living: living), found.isWhole
            else { return nil }
            return Self(backup: backup, timeline: found.timeline, reach: found.reach)
        }
    }
}
