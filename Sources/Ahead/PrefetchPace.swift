package import WAL

/// How many segments are fetched ahead at once: few, until the link is seen to carry more.
///
/// PostgreSQL waits for one segment: on a slow link every other one takes from its share. On a long
/// one a round of few costs time, so that each that comes in quickly doubles the number.
package struct PrefetchPace: Equatable, Sendable {
    /// What a first call tries: beside the segment asked for they take less than the minute that a
    /// transfer may take: segments of 16 MiB, at 10 Mbit/s and with nothing to compress.
    package static let initial = 3
    /// A segment that comes in at this rate, in plain bytes a second, leaves room for another one.
    private static let quickRate: UInt64 = 4 << 20
    /// One that comes in below this rate would do so sooner with fewer beside it.
    private static let slowRate: UInt64 = 1 << 20
    /// Small segments take as long as the round trips do.
    private static let shortestQuick: Duration = .seconds(1)
    private static let shortestSlow: Duration = .seconds(4)

    /// The number now.
    package private(set) var size: GroupSize
    private let quick: Duration
    private let slow: Duration

    /// Goes on from what an earlier process left.
    ///
    /// - Parameters:
    ///   - jobs: the largest number.
    ///   - segmentSize: plain bytes of a segment.
    package init(remembered: Int?, jobs: Int, segmentSize: SegmentSize) {
        size = GroupSize(remembered: remembered ?? Self.initial, limit: jobs)
        quick = max(Self.shortestQuick, Self.time(segmentSize, at: Self.quickRate))
        slow = max(Self.shortestSlow, Self.time(segmentSize, at: Self.slowRate))
    }

    private static func time(_ size: SegmentSize, at rate: UInt64) -> Duration {
        .milliseconds(Int64(clamping: size.bytes / (rate / 1000)))
    }

    /// Notes what became of a segment.
    ///
    /// - Parameter duration: what it took.
    package mutating func end(_ outcome: PrefetchSequence.Outcome, after duration: Duration) {
        switch outcome {
        case .ready where duration <= quick: for _ in 0..<size.value { size.grow() }
        case .ready where duration > slow: size.halve()
        // A failure says little of the link: back to what a first call tries.
        case .ready where size.value < Self.initial: size.grow()
        case .failed: size.collapse()
        case .ready, .found, .absent: break
        }
    }
}
