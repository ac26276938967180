/// A segment's name: timeline, then the position in two parts of eight digits each.
///
/// Which position the parts stand for depends on the segment size (`XLogFileName`).
package struct SegmentName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Three numbers of eight digits.
    package static let length = 24

    /// The first eight digits.
    package let timeline: TimelineID
    /// The upper half of the segment's LSN.
    package let log: UInt32
    /// The segment's number within those 4 GiB.
    package let segment: UInt32

    /// Makes a name of its three numbers.
    package init(timeline: TimelineID, log: UInt32, segment: UInt32) {
        self.timeline = timeline
        self.log = log
        self.segment = segment
    }

    /// The segment of a timeline that holds a position.
    package init(timeline: TimelineID, containing lsn: LSN, size: SegmentSize) {
        self.timeline = timeline
        log = UInt32(truncatingIfNeeded: lsn.rawValue >> 32)
        segment = UInt32(truncatingIfNeeded: (lsn.rawValue & 0xFFFF_FFFF) / size.bytes)
    }

    /// Parses 24 upper-case hexadecimal digits; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == Self.length,
            let timeline = UpperHexadecimal.value(bytes[0..<8]).flatMap(TimelineID.init),
            let log = UpperHexadecimal.value(bytes[8..<16]),
            let segment = UpperHexadecimal.value(bytes[16..<24])
        else { return nil }
        self.init(timeline: timeline, log: log, segment: segment)
    }

    package var description: String {
        timeline.fileNamePart + UpperHexadecimal.text(log) + UpperHexadecimal.text(segment)
    }

    /// Where the segment begins; nil for a name that no segment of this size has.
    package func start(size: SegmentSize) -> LSN? {
        guard UInt64(segment) < size.segmentsPerLog else { return nil }
        return LSN(UInt64(log) << 32 | UInt64(segment) * size.bytes)
    }

    /// The segment behind this one on its timeline; nil behind the last that a log can have, and for
    /// a name that no segment of this size has.
    package func next(size: SegmentSize) -> Self? {
        guard let start = start(size: size) else { return nil }
        let (next, overflows) = start.rawValue.addingReportingOverflow(size.bytes)
        return overflows
            ? nil : Self(timeline: timeline, containing: LSN(next), size: size)
    }

    /// By timeline, then position: the order of the names as text.
    package static func < (lhs: Self, rhs: Self) -> Bool {
        (lhs.timeline, lhs.log, lhs.segment) < (rhs.timeline, rhs.log, rhs.segment)
    }

    /// Its number counted from the beginning of the log, whatever its timeline
    /// (`XLogFromFileName`); nil for a name that no segment of this size has.
    package func number(size: SegmentSize) -> UInt64? {
        start(size: size).map { $0.rawValue / size.bytes }
    }

    /// The segment of a timeline with a number (`XLogFileName`).
    package init(timeline: TimelineID, number: UInt64, size: SegmentSize) {
        self.timeline = timeline
        log = UInt32(truncatingIfNeeded: number / size.segmentsPerLog)
        segment = UInt32(truncatingIfNeeded: number % size.segmentsPerLog)
    }

    /// Whether this segment's position is before another's, whatever their timelines.
    package func precedes(_ other: Self) -> Bool {
        (log, segment) < (other.log, other.segment)
    }
}
