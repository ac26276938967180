import Testing

@testable import HTTP

/// When a transfer is given up.
@Suite struct TransferLimitsTests {
    private let limits = TransferLimits(
        slowestRate: 64 << 10,
        stallTime: .seconds(15),
        shortestLimit: .seconds(60),
        expectedRate: 1 << 20
    )

    /// The first second in which it is given up, and why, when so many bytes move each second.
    private func end(
        size: UInt64,
        waitLimit: Duration = .seconds(15),
        rate: (Int) -> UInt64
    ) -> (second: Int, cause: HTTPError.Cause)? {
        var pace = TransferPace(limits, waitLimit: waitLimit, start: .seconds(100))
        var moved: UInt64 = 0
        for second in 1...2000 {
            moved += rate(second)
            let now = Duration.seconds(100 + second)
            if let cause = pace.judge(moved: moved, size: size, now: now) { return (second, cause) }
        }
        return nil
    }

    @Test func `is when nothing ever moves`() throws {
        var found = try #require(end(size: 1000) { _ in 0 })
        #expect(found == (15, .silent(.seconds(15))))
        found = try #require(end(size: 1000, waitLimit: .seconds(4)) { _ in 0 })
        #expect(found == (4, .silent(.seconds(4))))
    }

    @Test func `is when too little moves for too long`() throws {
        let slow = try #require(end(size: 1 << 30) { _ in 60 << 10 })
        #expect(slow == (15, .stalled(.seconds(15))))
        let stopped = try #require(end(size: 1 << 30) { $0 <= 10 ? 1 << 20 : 0 })
        #expect(stopped == (25, .stalled(.seconds(15))))
    }

    @Test func `is when it takes longer than its size allows`() throws {
        let small = try #require(end(size: 1 << 20) { _ in 100 << 10 })
        #expect(small == (60, .tooLong(.seconds(60))))
        let large = try #require(end(size: 256 << 20) { _ in 100 << 10 })
        #expect(large == (256, .tooLong(.seconds(256))))
    }

    @Test func `is not while enough moves`() {
        #expect(end(size: 2001 << 20) { _ in 64 << 10 } == nil)
        #expect(end(size: 2001 << 20) { $0 % 10 == 0 ? 1 << 20 : 0 } == nil)
    }
}
