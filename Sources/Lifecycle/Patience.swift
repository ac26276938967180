/// How long one call may go on, judged by what moved; design and figures in the README.
///
/// A deadline follows progress: a slow link that moves is let finish, one that does not is not.
package struct Patience: Sendable {
    /// Why a call must end.
    package enum Verdict: Equatable, Sendable {
        /// Below 64 KiB/s for so long.
        case stalled(Duration)
        /// Longer than its size at 1 MiB/s.
        case tooLong(Duration)
        /// The server is shutting down, and this call holds it up.
        case stopping
    }

    /// Below this many bytes a second an operation is given up after `stallTime`.
    package static let slowestRate: UInt64 = 64 << 10
    /// See `slowestRate`.
    package static let stallTime: Duration = .seconds(15)
    /// However slow, every operation may take this long, or its size at `expectedRate`.
    package static let shortestLimit: Duration = .seconds(60)
    /// Bytes a second; see `shortestLimit`.
    package static let expectedRate: UInt64 = 1 << 20
    /// From the moment on which the server says that it is stopping.
    package static let stoppingTime: Duration = .seconds(5)

    /// What one call may take before its first byte.
    let budget: Duration
    /// Bytes of the file that this call moves; nil where it is not known beforehand: then as many
    /// count as have moved.
    let size: UInt64?

    private var history: [(time: Duration, sample: Progress.Sample)] = []
    private var begun: (operation: UInt64, time: Duration, bytes: UInt64)?
    private var stoppingSince: Duration?

    /// Makes the patience with one call.
    package init(budget: Duration, size: UInt64?) {
        self.budget = budget
        self.size = size
    }

    /// Looks at a call.
    ///
    /// - Parameters:
    ///   - sample: what it is doing.
    ///   - isStopping: whether the server is shutting down.
    ///   - now: a time that does not go back.
    package mutating func judge(
        _ sample: Progress.Sample,
        isStopping: Bool,
        now: Duration
    ) -> Verdict? {
        remember(sample, now: now)
        if isStopping {
            let since = stoppingSince ?? now
            stoppingSince = since
            let isMoving = rate(over: .seconds(2), now: now) >= Double(Self.expectedRate)
            if now - since >= Self.stoppingTime, !isMoving { return .stopping }
        }
        guard sample.phase != .idle, let begun else { return nil }
        let elapsed = now - begun.time
        let size = size ?? sample.bytes &- begun.bytes
        if elapsed >= Self.longestTime(size) { return .tooLong(elapsed) }
        guard sample.phase == .moving else { return nil }
        let hasMoved = sample.bytes > (history.first?.sample.bytes ?? 0)
        let window = hasMoved ? Self.stallTime : min(Self.stallTime, budget)
        guard elapsed >= window else { return nil }
        return rate(over: window, now: now) < Double(Self.slowestRate) ? .stalled(window) : nil
    }

    private static func longestTime(_ size: UInt64) -> Duration {
        max(shortestLimit, .seconds(Double(size) / Double(expectedRate)))
    }

    /// Keeps what the rules look back on, and when the present operation began.
    private mutating func remember(_ sample: Progress.Sample, now: Duration) {
        if begun?.operation != sample.operation { begun = (sample.operation, now, sample.bytes) }
        history.append((now, sample))
        while history.count > 2, history[1].time <= now - Self.stallTime {
            history.removeFirst()
        }
    }

    /// Bytes a second since the last look that is at least so long ago, or the first one.
    private func rate(over window: Duration, now: Duration) -> Double {
        let past = history.last { $0.time <= now - window } ?? history.first
        guard let past, let last = history.last, now > past.time else { return 0 }
        let bytes = last.sample.bytes &- past.sample.bytes
        return Double(bytes) / ((now - past.time) / .seconds(1))
    }
}
