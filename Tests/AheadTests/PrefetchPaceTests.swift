import Ahead
import Synchronization
import TestStores
import Testing
import WAL

/// How many segments are fetched ahead at once.
@Suite struct PrefetchPaceTests {
    private func pace(remembered: Int? = nil, bytes: UInt64 = 16 << 20) throws -> PrefetchPace {
        PrefetchPace(
            remembered: remembered,
            jobs: 8,
            segmentSize: try #require(SegmentSize(bytes: bytes))
        )
    }

    @Test func `is three at first, and doubles while segments come in quickly`() throws {
        var pace = try pace()
        var sizes = [pace.size.value]
        for _ in 0..<3 {
            pace.end(.ready, after: .milliseconds(100))
            sizes.append(pace.size.value)
        }
        #expect(sizes == [3, 6, 8, 8])
    }

    /// What a segment takes, and how many follow four.
    struct Arrival: Sendable {
        let mebibytes: UInt64
        let milliseconds: Int
        let next: Int
    }

    private static let arrivals: [Arrival] = [
        Arrival(mebibytes: 1, milliseconds: 900, next: 8),
        Arrival(mebibytes: 1, milliseconds: 2_000, next: 4),
        Arrival(mebibytes: 1, milliseconds: 5_000, next: 2),
        Arrival(mebibytes: 16, milliseconds: 3_900, next: 8),
        Arrival(mebibytes: 16, milliseconds: 10_000, next: 4),
        Arrival(mebibytes: 16, milliseconds: 17_000, next: 2),
        Arrival(mebibytes: 1024, milliseconds: 250_000, next: 8),
        Arrival(mebibytes: 1024, milliseconds: 1_000_000, next: 4),
        Arrival(mebibytes: 1024, milliseconds: 1_100_000, next: 2),
    ]

    @Test(arguments: arrivals) func `goes by the rate`(arrival: Arrival) throws {
        var pace = try pace(remembered: 4, bytes: arrival.mebibytes << 20)
        pace.end(.ready, after: .milliseconds(arrival.milliseconds))
        #expect(pace.size.value == arrival.next)
    }

    @Test func `is one after a failure, and heeds no end of the archive`() throws {
        var pace = try pace(remembered: 4)
        pace.end(.absent, after: .seconds(100))
        #expect(pace.size.value == 4)
        pace.end(.failed, after: .milliseconds(1))
        #expect(pace.size.value == 1)
    }

    @Test func `goes back to what a first call tries where the link allows no more`() throws {
        var pace = try pace(remembered: 1)
        var sizes: [Int] = []
        for _ in 0..<4 {
            pace.end(.ready, after: .seconds(6))
            sizes.append(pace.size.value)
        }
        #expect(sizes == [2, 3, 3, 3])
    }

    @Test func `learns nothing from what lay ready`() throws {
        var pace = try pace()
        pace.end(.found, after: .zero)
        #expect(pace.size.value == 3)
    }

    @Test(arguments: [(0, 1), (-3, 1), (100, 8)])
    func `keeps what it remembers within its limits`(remembered: Int, size: Int) throws {
        #expect(try pace(remembered: remembered).size.value == size)
    }

    /// No clock is asked: it goes on by so much whenever it is looked at.
    @Test(arguments: [(Duration.seconds(20), 3, 1), (.milliseconds(1), 4, 4)])
    func `threads keep to it`(step: Duration, most: Int, size: Int) throws {
        let clock = Mutex(Duration.zero)
        let now: @Sendable () -> Duration = {
            clock.withLock { time in
                time += step
                return time
            }
        }
        let atOnce = Mutex((now: 0, most: 0, done: 0))
        let segmentSize = try #require(SegmentSize(bytes: 1 << 20))
        let prefetch = Prefetch(
            PrefetchSequence(
                behind: .named("000000010000000000000001"),
                size: segmentSize,
                window: PrefetchWindow(limit: 32, jobs: 16)
            ),
            pace: PrefetchPace(remembered: nil, jobs: 4, segmentSize: segmentSize),
            now: now
        ) {
            { _ in
                atOnce.withLock { ($0.now, $0.most) = ($0.now + 1, max($0.most, $0.now + 1)) }
                defer { atOnce.withLock { ($0.now, $0.done) = ($0.now - 1, $0.done + 1) } }
                return .ready
            }
        }
        prefetch.fill()
        while !prefetch.withSequence({ $0.isIdle }) { prefetch.waitForProgress(upTo: 100) }
        #expect(atOnce.withLock { $0.done } == 32)
        #expect(atOnce.withLock { $0.most } <= most)
        #expect(prefetch.size == size)
    }
}
