package import Records
package import WAL

/// Whether a segment can be of the timeline in its name, by the history file.
package enum SegmentOrigin {
    /// What cannot be.
    package enum Defect: Error, Equatable, Sendable, CustomStringConvertible {
        /// Nothing of a timeline lies before the segment in which it began.
        case beforeTimeline(beginning: LSN)
        /// All its pages are an ancestor's though its own timeline had begun.
        case copyOfAncestor(timeline: UInt32, beginning: LSN)

        package var description: String {
            switch self {
            case .beforeTimeline(let beginning):
                "its timeline began only at \(beginning): it is a copy under a wrong name"
            case .copyOfAncestor(let timeline, let beginning):
                "its pages are of timeline \(timeline) though its own began at \(beginning):"
                    + " it is a copy under a wrong name"
            }
        }
    }

    /// Holds a segment's pages against where its timeline began.
    ///
    /// - Parameter beginning: the switch point; nil for a timeline without a history file.
    package static func check(
        _ segment: SegmentName,
        _ records: SegmentRecords,
        beginning: LSN?
    ) throws(Defect) {
        guard let beginning else { return }
        let (head, tail) = (records.head, records.tail)
        guard tail.end > beginning else { throw .beforeTimeline(beginning: beginning) }
        let own = segment.timeline.rawValue
        // A page that was begun before the switch point keeps its timeline.
        let decisive = head.start >= beginning ? head.timeline : tail.timeline
        guard tail.lastPage < beginning || decisive == own else {
            throw .copyOfAncestor(timeline: decisive, beginning: beginning)
        }
    }
}
