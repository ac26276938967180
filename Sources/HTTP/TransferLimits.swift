/// When a transfer is given up, judged by what moves.
package struct TransferLimits: Sendable {
    /// Below so many bytes a second it is given up after `stallTime`.
    package var slowestRate: UInt64
    /// See `slowestRate`.
    package var stallTime: Duration
    /// However slow, it may take so long, or its size at `expectedRate`.
    package var shortestLimit: Duration
    /// Bytes a second; see `shortestLimit`.
    package var expectedRate: UInt64

    /// Makes limits of their parts.
    package init(
        slowestRate: UInt64,
        stallTime: Duration,
        shortestLimit: Duration,
        expectedRate: UInt64
    ) {
        self.slowestRate = slowestRate
        self.stallTime = stallTime
        self.shortestLimit = shortestLimit
        self.expectedRate = max(expectedRate, 1)
    }
}

/// One transfer under its limits.
struct TransferPace {
    /// How far apart two remembered moments are; there are never more than the stall time holds.
    private static let grain: Duration = .milliseconds(250)

    private let limits: TransferLimits
    private let waitLimit: Duration
    private let start: Duration
    private var past: [(time: Duration, moved: UInt64)] = []

    /// - Parameters:
    ///   - waitLimit: how long it may last until the first byte moves.
    ///   - start: now, by a clock that never goes back.
    init(_ limits: TransferLimits, waitLimit: Duration, start: Duration) {
        self.limits = limits
        self.waitLimit = waitLimit
        self.start = start
        past = [(start, 0)]
    }

    /// Looks at the transfer; answers why it is to be given up, if it is.
    ///
    /// - Parameters:
    ///   - moved: bytes of both bodies since the start.
    ///   - size: bytes that are to move, as far as that is known.
    mutating func judge(moved: UInt64, size: UInt64, now: Duration) -> HTTPError.Cause? {
        let elapsed = now - start
        defer {
            if let last = past.last, now - last.time >= Self.grain { past.append((now, moved)) }
        }
        guard moved > 0 else { return elapsed >= waitLimit ? .silent(elapsed) : nil }
        let longest = max(
            limits.shortestLimit,
            .seconds(Int64(clamping: size / limits.expectedRate))
        )
        if elapsed >= longest { return .tooLong(elapsed) }
        let horizon = now - limits.stallTime
        while past.count > 1, past[1].time <= horizon { past.removeFirst() }
        guard let oldest = past.first, oldest.time <= horizon else { return nil }
        let least = Double(limits.slowestRate) * ((now - oldest.time) / .seconds(1))
        // The transfer may have begun anew on another connection.
        let passed = moved > oldest.moved ? moved - oldest.moved : 0
        return Double(passed) < least ? .stalled(now - oldest.time) : nil
    }
}
