package import WAL

/// Which WAL must stay, since some backup is recovered with it.
package struct NeededWAL: Sendable {
    /// Where a backup begins to need WAL, and from where on it can be recovered.
    package struct Root: Equatable, Sendable {
        /// The timeline on which the backup begins.
        package let timeline: TimelineID
        /// The timeline on which it ends; the same for one that is not complete.
        package let end: TimelineID
        /// The first position that it needs.
        package let start: LSN
        /// The first position at which a child of the timeline may leave it; the start for a
        /// backup that is not complete.
        package let consistent: LSN

        /// Makes a root of its parts.
        package init(
            timeline: TimelineID,
            end: TimelineID? = nil,
            start: LSN,
            consistent: LSN
        ) {
            self.timeline = timeline
            self.end = end ?? timeline
            self.start = start
            self.consistent = consistent
        }

        /// What a whole backup needs.
        package init(_ backup: BackupDescription) {
            self.init(
                timeline: backup.timeline,
                end: backup.endTimeline,
                start: backup.startLSN,
                consistent: backup.stopLSN
            )
        }

        /// What a backup under way will need.
        package init(_ begun: BegunBackup) {
            self.init(
                timeline: begun.timeline,
                start: begun.startLSN,
                consistent: begun.startLSN
            )
        }
    }

    private let roots: [Root]
    private let histories: [TimelineID: TimelineHistory]
    private let size: SegmentSize

    /// Asks for some backups.
    package init(
        roots: [Root],
        histories: [TimelineID: TimelineHistory],
        size: SegmentSize
    ) {
        self.roots = roots
        self.histories = histories
        self.size = size
    }

    /// Whether a segment, or what belongs to it, may be asked for by any recovery.
    ///
    /// A backup needs what lies behind its start on its own timelines and on all that descend from
    /// the one on which it ends. Where a timeline's history is missing, it may descend from any.
    package func includes(_ segment: SegmentName) -> Bool {
        guard let start = segment.start(size: size) else { return true }
        return roots.contains { root in
            start.rawValue / size.bytes >= root.start.rawValue / size.bytes
                && mayDescend(segment.timeline, from: root)
        }
    }

    private func mayDescend(_ timeline: TimelineID, from root: Root) -> Bool {
        if timeline == root.timeline || timeline == root.end { return true }
        guard timeline > root.timeline else { return false }
        // Between the two: whatever it is, the backup's own way may lead over it.
        if timeline < root.end { return true }
        guard let history = histories[timeline] else { return true }
        return history.switchPoint(of: root.end).map { $0 >= root.consistent } ?? false
    }
}
