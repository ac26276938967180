package import WAL

/// The unbroken WAL that ends with an archive's newest segment: what a base backup that was taken
/// within it can be recovered with.
package struct UnbrokenWAL: Equatable, Sendable {
    /// The oldest segment, on the newest timeline or one that it descends from.
    package let oldest: SegmentName
    /// The newest segment of the newest timeline.
    package let newest: SegmentName
    /// The first position.
    package let start: LSN
    /// The position behind the last.
    package let end: LSN
    /// A segment that is missing, with older ones before it; nil where nothing is older.
    package let missing: SegmentName?

    /// Finds the range.
    ///
    /// - Parameters:
    ///   - segments: every segment of the archive, in any order.
    ///   - history: of the newest timeline; nil where it has none.
    ///   - size: of every segment.
    /// - Returns: nil for no segment, and for names that no segment of this size has.
    package init?(
        segments: [SegmentName],
        history: TimelineHistory?,
        size: SegmentSize
    ) {
        guard let newest = segments.max(), let last = newest.start(size: size) else { return nil }
        let all = Set(segments)
        var oldest = newest
        var start = last
        var missing: SegmentName?
        // Each step finds one more of the archive's segments.
        for _ in 0..<segments.count where start.rawValue >= size.bytes {
            let before = LSN(start.rawValue - size.bytes)
            let timelines =
                [newest.timeline]
                + (history?.entries.filter { $0.switchPoint > before }.map(\.timeline) ?? [])
            let names = timelines.sorted(by: >).map {
                SegmentName(timeline: $0, containing: before, size: size)
            }
            guard let found = names.first(where: all.contains) else {
                let hasOlder = segments.contains { ($0.start(size: size) ?? start) < before }
                missing = hasOlder ? names.last : nil
                break
            }
            oldest = found
            start = before
        }
        self.oldest = oldest
        self.newest = newest
        self.start = start
        end = last.advanced(by: size.bytes)
        self.missing = missing
    }
}
