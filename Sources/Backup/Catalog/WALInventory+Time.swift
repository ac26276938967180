package import WAL

extension WALInventory {
    /// When the last segment before a position was stored: about the time that a recovery to there
    /// brings back.
    ///
    /// - Parameters:
    ///   - path: the way that recovery follows; of other timelines nothing counts.
    /// - Returns: nil where there is none.
    package func lastStored(
        before end: LSN,
        on path: TimelinePath,
        size: SegmentSize
    ) -> UTCTime? {
        let last = objects.lazy.compactMap { object -> (start: LSN, TimelineID, Int64)? in
            guard let segment = object.segment, let start = segment.start(size: size), start < end,
                path.contains(segment.timeline, upTo: start)
            else { return nil }
            return (start, segment.timeline, object.modified)
        }.max { $0 < $1 }
        return last.map { UTCTime(seconds: $0.2) }
    }
}
