package import WAL

/// An archive's whole segments, by the size that the servers of some backups have, and how its
/// timelines descend: made once, to ask of each backup how far the WAL brings it.
package struct ArchivedRuns: Sendable {
    private let runs: [SegmentSize: SegmentRuns]
    private let histories: [TimelineID: TimelineHistory]

    /// Makes them of segments in any order.
    package init(
        for backups: [BackupDescription],
        _ segments: some Sequence<SegmentName>,
        _ histories: [TimelineID: TimelineHistory]
    ) {
        let sizes = Set(backups.compactMap(\.segmentSize))
        runs = Dictionary(
            uniqueKeysWithValues: sizes.map { ($0, SegmentRuns(segments, size: $0)) }
        )
        self.histories = histories
    }

    /// Makes them of an inventory.
    package init(for backups: [BackupDescription], _ inventory: WALInventory) {
        self.init(
            for: backups,
            inventory.objects.lazy.compactMap(\.segment),
            inventory.histories
        )
    }

    /// How far they bring a backup; nil where it leads to no timeline.
    ///
    /// - Parameter living: where the server lives; nil where that is not known.
    package func reach(
        of backup: BackupDescription,
        living: TimelineID? = nil
    ) -> BackupReach? {
        guard let size = backup.segmentSize, let runs = runs[size] else { return nil }
        return BackupReach(of: backup, runs, histories, living)
    }

    /// Whether the WAL that makes a backup consistent is all there, on any timeline to which it
    /// leads.
    package func recover(_ backup: BackupDescription) -> Bool {
        reach(of: backup)?.isWhole ?? false
    }
}
