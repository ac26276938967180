internal import WAL

/// Looks for later segments of a timeline whose segment is absent.
struct GapSearch {
    let store: any Store
    /// The cluster that a history file must be of, where that is known.
    let system: SystemIdentifier?

    /// The nearest later segment; nil where the absent one is no gap: nothing follows it, or it
    /// lies before its timeline began.
    func laterSegment(behind segment: SegmentName) throws(StoreError) -> SegmentName? {
        var nearest: SegmentName?
        let prefix = segment.timeline.fileNamePart
        try store.list(prefix: prefix, after: ObjectKey(.segment(segment))) { key in
            if let found = key.segment, segment.precedes(found) {
                nearest = min(nearest ?? found, found)
            }
            return true
        }
        guard let nearest else { return nil }
        return try isBeforeTimeline(segment, sizedLike: nearest) ? nil : nearest
    }

    /// Older servers ask for a parent's segments under the new timeline first.
    private func isBeforeTimeline(
        _ segment: SegmentName,
        sizedLike other: SegmentName
    ) throws(StoreError) -> Bool {
        guard let history = try store.historyFile(of: segment.timeline, system: system),
            let beginning = history.entries.last?.switchPoint,
            let size = try store.sizeOfSegment(other)
        else { return false }
        let first = SegmentName(timeline: segment.timeline, containing: beginning, size: size)
        return segment.precedes(first)
    }
}
