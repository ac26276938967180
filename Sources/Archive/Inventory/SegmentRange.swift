package import WAL

/// Segments of one timeline that follow one another.
package struct SegmentRange: Equatable, Sendable, CustomStringConvertible {
    /// The first of them.
    package let first: SegmentName
    /// The last of them, perhaps the same.
    package let last: SegmentName
    /// How many there are.
    package let count: UInt64

    /// Makes a range of segment numbers, both included.
    package init(timeline: TimelineID, numbers: ClosedRange<UInt64>, size: SegmentSize) {
        first = SegmentName(timeline: timeline, number: numbers.lowerBound, size: size)
        last = SegmentName(timeline: timeline, number: numbers.upperBound, size: size)
        count = numbers.upperBound - numbers.lowerBound + 1
    }

    package var description: String {
        count == 1 ? "\(first)" : "\(first) to \(last) (\(count) segments)"
    }

    /// The ranges that segments in their order make up; names that no segment of this size has are
    /// left out.
    package static func ranges(
        of segments: ArraySlice<SegmentName>,
        size: SegmentSize
    ) -> [SegmentRange] {
        var ranges: [SegmentRange] = []
        var current: (timeline: TimelineID, numbers: ClosedRange<UInt64>)?
        for segment in segments {
            guard let number = segment.number(size: size) else { continue }
            if let last = current, last.timeline == segment.timeline,
                last.numbers.upperBound + 1 == number
            {
                current?.numbers = last.numbers.lowerBound...number
                continue
            }
            if let current { ranges.append(Self(current, size)) }
            current = (segment.timeline, number...number)
        }
        if let current { ranges.append(Self(current, size)) }
        return ranges
    }

    private init(
        _ range: (timeline: TimelineID, numbers: ClosedRange<UInt64>),
        _ size: SegmentSize
    ) {
        self.init(timeline: range.timeline, numbers: range.numbers, size: size)
    }
}
