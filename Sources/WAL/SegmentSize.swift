/// The length of every segment of a cluster in bytes: a power of two, 1 MiB to 1 GiB.
package struct SegmentSize: Hashable, Sendable, CustomStringConvertible {
    /// The smallest and largest that initdb accepts (`IsValidWalSegSize`).
    package static let range: ClosedRange<UInt64> = 1 << 20...1 << 30

    /// The length itself.
    package let bytes: UInt64

    /// Makes a size; nil for one that PostgreSQL does not know.
    package init?(bytes: UInt64) {
        guard Self.range.contains(bytes), bytes.nonzeroBitCount == 1 else { return nil }
        self.bytes = bytes
    }

    /// How many segments share one value of a name's middle part (`XLogSegmentsPerXLogId`).
    package var segmentsPerLog: UInt64 { (1 << 32) / bytes }

    package var description: String { "\(bytes >> 20) MiB" }
}
