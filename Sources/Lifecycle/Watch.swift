internal import CLinux
internal import Synchronization
internal import Threads

/// A second thread that ends a call which nobody waits for, or which hangs in the kernel, where
/// nothing else could end it.
package final class Watch: Sendable {
    /// Why the call ends.
    package enum Reason: Equatable, Sendable {
        case nobodyWaits
        case patience(Patience.Verdict)
    }

    /// How often it looks; a shutdown is noticed that much later.
    private static let interval: Int32 = 500

    private let progress: Progress
    private let patience: Mutex<Patience>
    private let waiting: WaitingProcess?
    private let isStopping: @Sendable () -> Bool
    private let end: @Sendable (Reason) -> Never
    private let stopping = Atomic<Bool>(false)
    /// Milliseconds of the monotonic clock at the first look that saw it.
    private let stoppingSince = Atomic<Int64>(0)

    /// Makes a watch.
    ///
    /// - Parameters:
    ///   - waiting: whose end ends the call; nil for none.
    ///   - isStopping: asks whether the server is shutting down.
    ///   - end: says why and ends the process; called on the watch's thread.
    package init(
        progress: Progress,
        patience: Patience,
        waiting: WaitingProcess?,
        isStopping: @escaping @Sendable () -> Bool,
        end: @escaping @Sendable (Reason) -> Never
    ) {
        self.progress = progress
        self.patience = Mutex(patience)
        self.waiting = waiting
        self.isStopping = isStopping
        self.end = end
        note(isStopping())
    }

    /// Whether the server was shutting down at the last look.
    package var sawStopping: Bool { stopping.load(ordering: .acquiring) }

    /// Whether what was asked for may be tried again: when the server is stopping for so long only
    /// that a last failure can still be told, before the watch ends the call.
    package var allowsAnotherTry: Bool {
        guard sawStopping else { return true }
        let since = Duration.milliseconds(stoppingSince.load(ordering: .relaxed))
        let reserve = Duration.milliseconds(Int64(Self.interval))
        return MonotonicTime.now - since < Patience.stoppingTime - reserve
    }

    private func note(_ isStopping: Bool) {
        if isStopping, !sawStopping {
            let milliseconds = Int64(MonotonicTime.now / .milliseconds(1))
            stoppingSince.store(milliseconds, ordering: .relaxed)
        }
        stopping.store(isStopping, ordering: .releasing)
    }

    /// Starts the thread, which lives as long as the process.
    ///
    /// Without one the call still works.
    package func start() {
        _ = Thread.start { [self] in run() }
    }

    private func run() -> Never {
        while true {
            if let waiting {
                if waiting.hasEnded(within: Self.interval) { end(.nobodyWaits) }
            } else {
                _ = poll(nil, 0, Self.interval)
            }
            let stopping = isStopping()
            note(stopping)
            let verdict = patience.withLock {
                $0.judge(progress.sample, isStopping: stopping, now: MonotonicTime.now)
            }
            if let verdict { end(.patience(verdict)) }
        }
    }
}
