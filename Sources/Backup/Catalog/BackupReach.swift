package import WAL

/// How far the archive's WAL brings a backup, and on which timeline.
package struct BackupReach: Equatable, Sendable {
    /// The timeline that recovery follows.
    package let timeline: TimelineID
    /// How far it comes.
    package let reach: SegmentRuns.Reach
    /// Whether the backup has all the WAL that makes it consistent.
    package let isWhole: Bool

    /// Finds it on the timeline on which the server lives, or else on the newest to which the backup
    /// leads with its WAL; where that is whole on none, on the first of them.
    ///
    /// - Parameters:
    ///   - living: where the server lives; nil where that is not known.
    /// - Returns: nil where the backup leads to no timeline.
    package init?(
        of backup: BackupDescription,
        _ runs: SegmentRuns,
        _ histories: [TimelineID: TimelineHistory],
        _ living: TimelineID?
    ) {
        let timelines = Set(histories.keys).union([backup.endTimeline]).sorted(by: >)
        var first: Self?
        for timeline in [living].compactMap({ $0 }) + timelines {
            let path = TimelinePath(leadingTo: timeline, histories: histories)
            guard path.contains(backup) else { continue }
            let found = Self(backup, timeline, runs.reach(from: backup.startLSN, on: path))
            if found.isWhole {
                self = found
                return
            }
            first = first ?? found
        }
        guard let first else { return nil }
        self = first
    }

    private init(_ backup: BackupDescription, _ timeline: TimelineID, _ reach: SegmentRuns.Reach) {
        self.timeline = timeline
        self.reach = reach
        isWhole = reach.end >= backup.neededWAL.upperBound
    }
}
