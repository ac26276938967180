import Ahead
import Files
import TestStores
import Testing
import WAL

/// Which segments are fetched ahead.
@Suite struct PrefetchSequenceTests {
    private static let size = SegmentSize(bytes: 16 << 20)

    private func segment(_ number: Int, timeline: Int = 1) -> SegmentName {
        let digits = String(number, radix: 16, uppercase: true)
        let zeros = String(repeating: "0", count: 8 - digits.count)
        return .named("0000000\(timeline)00000007\(zeros)\(digits)")
    }

    private func sequence(behind number: Int, limit: Int = 8, jobs: Int = 2) throws
        -> PrefetchSequence
    {
        PrefetchSequence(
            behind: segment(number),
            size: try #require(Self.size),
            window: PrefetchWindow(limit: limit, jobs: jobs)
        )
    }

    private func begin(_ sequence: inout PrefetchSequence) -> [SegmentName] {
        var begun: [SegmentName] = []
        while let segment = sequence.begin() { begun.append(segment) }
        return begun
    }

    @Test func `begins behind the last segment, as many as the window holds`() throws {
        var sequence = try sequence(behind: 0xFE)
        // 16 MiB segments: 256 of them share the middle part of a name.
        #expect(
            begin(&sequence) == [
                segment(0xFF), .named("000000010000000800000000"),
                .named("000000010000000800000001"), .named("000000010000000800000002"),
            ]
        )
    }

    @Test func `stops at the first absent one, until PostgreSQL gets it`() throws {
        var sequence = try sequence(behind: 1)
        #expect(begin(&sequence).count == 4)
        sequence.end(segment(2), .ready)
        sequence.end(segment(3), .absent)
        sequence.take(segment(2))
        #expect(begin(&sequence) == [])
        sequence.end(segment(4), .absent)
        sequence.end(segment(5), .absent)
        #expect(sequence.isOver)
        sequence.want(behind: segment(3))
        #expect(begin(&sequence).first == segment(4))
    }

    @Test func `has no more ahead than as much is free beside it`() throws {
        var sequence = try sequence(behind: 1)
        sequence.window.keepFree(3)
        #expect(begin(&sequence).count == 3)
        sequence.window.keepFree(0)
        sequence.end(segment(2), .ready)
        sequence.take(segment(2))
        #expect(begin(&sequence) == [])
        sequence.window.keepFree(100)
        #expect(begin(&sequence).first == segment(5))
    }

    @Test func `stops after a failure`() throws {
        var sequence = try sequence(behind: 1, limit: 1)
        #expect(begin(&sequence) == [segment(2)])
        sequence.end(segment(2), .failed)
        #expect(begin(&sequence) == [])
        #expect(sequence.isOver)
    }

    @Test func `goes on as segments are taken, and farther when none is left`() throws {
        var sequence = try sequence(behind: 1, limit: 8, jobs: 1)
        #expect(begin(&sequence) == [segment(2), segment(3)])
        sequence.end(segment(3), .ready)
        sequence.end(segment(2), .ready)
        #expect(sequence.waiting == [segment(2), segment(3)])
        sequence.take(segment(2))
        #expect(begin(&sequence) == [segment(4)])
        sequence.take(segment(3))
        #expect(sequence.window.count == 4)
        #expect(begin(&sequence) == [segment(5), segment(6), segment(7)])
    }

    @Test func `follows PostgreSQL onto another timeline`() throws {
        var sequence = try sequence(behind: 1)
        _ = begin(&sequence)
        sequence.end(segment(2), .ready)
        sequence.want(behind: segment(2, timeline: 2))
        #expect(sequence.held == [])
        #expect(begin(&sequence).first == segment(3, timeline: 2))
        // What was under way means nothing any more.
        sequence.end(segment(3), .ready)
        #expect(sequence.waiting == [])
    }

    @Test func `keeps what lies ahead of a segment that PostgreSQL got by itself`() throws {
        var sequence = try sequence(behind: 1)
        _ = begin(&sequence)
        sequence.end(segment(3), .ready)
        sequence.want(behind: segment(2))
        #expect(sequence.held.isSuperset(of: [segment(3), segment(4)]))
        #expect(sequence.waiting == [segment(3)])
        #expect(!begin(&sequence).contains(segment(3)))
    }

    /// Segment size and free space in mebibytes, whether that is memory, and how many segments fit.
    private static let windows: [(UInt64, UInt64, Bool, Int)] = [
        (16, 1_000_000, false, 64), (16, 320, false, 10), (16, 1_000_000, true, 4),
        (1024, 1_000_000, false, 1), (1024, 1024, false, 0), (1, 1_000_000, false, 1024),
        (16, 0, false, 0), (16, 32, true, 1),
    ]

    @Test(arguments: windows)
    func `a window has a gibibyte, half of what is free, and little in memory`(
        size: UInt64,
        free: UInt64,
        isMemory: Bool,
        count: Int
    ) throws {
        let size = try #require(SegmentSize(bytes: size << 20))
        let space = FileSystemSpace(free: free << 20, isMemory: isMemory)
        #expect(PrefetchWindow.limit(size: size, space: space) == count)
    }

    @Test func `a window of none begins nothing`() throws {
        var sequence = try sequence(behind: 1, limit: 0)
        #expect(begin(&sequence) == [])
    }
}
