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
            Self.cut(&stretches, at: entry.switchPoint)
            // Of one that begins behind the place where it is left nothing counts.
            if begin <= entry.switchPoint {
                stretches.append(
                    Stretch(timeline: entry.timeline, begin: begin, end: entry.switchPoint)
                )
            }
            begin = entry.switchPoint
        }
        stretches.append(Stretch(timeline: timeline, begin: begin, end: nil))
        self.stretches = stretches
    }

    /// Lets nothing behind a position count.
    ///
    /// Recovery that is told a timeline and ends before it names it as the parent all the same
    /// (`writeTimeLineHistory`): the parents of that one count up to there only, which is what
    /// `tliOfPointInHistory` makes of such a file.
    private static func cut(_ stretches: inout [Stretch], at place: LSN) {
        stretches.removeAll { $0.begin > place }
        stretches = stretches.map { stretch in
            Stretch(
                timeline: stretch.timeline,
                begin: stretch.begin,
                end: stretch.end.map { min($0, place) }
            )
        }
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
