package import WAL

/// The way from the beginning of the log to the end of one timeline, through its parents.
package struct TimelinePath: Equatable, Sendable {
    /// A stretch of one timeline.
    package struct Stretch: Equatable, Sendable {
        /// The timeline.
        package let timeline: TimelineID
        /// The first position that counts.
        package let begin: LSN
        /// The first that does not count any more; nil for the timeline that the way leads to.
        package let end: LSN?
    }

    /// Oldest first; never empty.
    package let stretches: [Stretch]

    /// The way to a timeline; nil where its history file is missing.
    package init?(to timeline: TimelineID, histories: [TimelineID: TimelineHistory]) {
        guard let history = histories[timeline] else {
            guard timeline.rawValue == 1 else { return nil }
            stretches = [Stretch(timeline: timeline, begin: LSN(0), end: nil)]
            return
        }
        var stretches: [Stretch] = []
        var begin = LSN(0)
        for entry in history.entries {
            stretches.append(
                Stretch(timeline: entry.timeline, begin: begin, end: entry.switchPoint)
            )
            begin = entry.switchPoint
        }
        stretches.append(Stretch(timeline: timeline, begin: begin, end: nil))
        self.stretches = stretches
    }

    /// The way along one timeline alone, whatever it descends from.
    init(staying timeline: TimelineID) {
        stretches = [Stretch(timeline: timeline, begin: LSN(0), end: nil)]
    }

    /// The way to a timeline; where its history file is missing, along it alone.
    ///
    /// A backup that begins and ends on a timeline is recovered along it without any history, as
    /// PostgreSQL does it (`readTimeLineHistory`): a rule of a bucket may have removed the file.
    package init(
        leadingTo timeline: TimelineID,
        histories: [TimelineID: TimelineHistory]
    ) {
        self = Self(to: timeline, histories: histories) ?? Self(staying: timeline)
    }

    /// The timeline that the way leads to.
    package var timeline: TimelineID? { stretches.last?.timeline }

    /// Whether a position of a timeline lies on the way.
    package func contains(_ timeline: TimelineID, upTo lsn: LSN) -> Bool {
        guard let stretch = stretches.first(where: { $0.timeline == timeline }) else {
            return false
        }
        return stretch.end.map { lsn <= $0 } ?? true
    }

    /// Where the way leaves a timeline; nil where it ends in it, or does not touch it.
    package func leaves(_ timeline: TimelineID) -> LSN? {
        stretches.first { $0.timeline == timeline }?.end
    }
}
