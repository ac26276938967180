package import WAL

/// Where timelines ended, as history files tell it.
package struct TimelineEnd: Sendable {
    /// All history files that are known.
    package let histories: [TimelineHistory]

    /// Asks these history files.
    package init(histories: [TimelineHistory]) {
        self.histories = histories
    }

    /// The end of a segment's timeline, if the timeline ended inside this segment and not after a
    /// position.
    ///
    /// Where it was left more than once, the last time counts, and a time in a later segment means
    /// that this one's bytes all count.
    /// - Parameter notAfter: the first byte that must not matter.
    package func find(
        in segment: SegmentName,
        size: SegmentSize,
        notAfter limit: LSN
    ) -> LSN? {
        guard let start = segment.start(size: size) else { return nil }
        let ends = histories.compactMap { $0.switchPoint(of: segment.timeline) }
        guard let last = ends.max(), last > start,
            last.rawValue - start.rawValue < size.bytes, last <= limit
        else { return nil }
        return last
    }

    /// The first time that a segment's timeline was left inside this segment; a `.partial` file may
    /// end at any of them.
    package func first(in segment: SegmentName, size: SegmentSize) -> LSN? {
        guard let start = segment.start(size: size) else { return nil }
        return histories.compactMap { $0.switchPoint(of: segment.timeline) }
            .filter { $0 > start && $0.rawValue - start.rawValue < size.bytes }
            .min()
    }
}
