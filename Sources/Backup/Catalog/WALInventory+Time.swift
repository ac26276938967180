package import WAL

extension WALInventory {
    /// When the last segment before a position was stored: about the time that a recovery to there
    /// brings back.
    ///
    /// - Parameters:
    ///   - timeline: the one that recovery follows; of newer ones nothing counts.
    /// - Returns: nil where there is none.
    package func lastStored(
        before end: LSN,
        on timeline: TimelineID,
        size: SegmentSize
    ) -> UTCTime? {
        let last = objects.lazy.compactMap { object -> (start: LSN, TimelineID, Int64)? in
            guard let segment = object.segment, segment.timeline <= timeline,
                let start = segment.start(size: size), start < end
            else { return nil }
            return (start, segment.timeline, object.modified)
        }.max { $0 < $1 }
        return last.map { UTCTime(seconds: $0.2) }
    }
}
