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
        stopping.store(isStopping(), ordering: .relaxed)
    }

    /// Whether the server was shutting down at the last look.
    package var sawStopping: Bool { stopping.load(ordering: .relaxed) }

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
            self.stopping.store(stopping, ordering: .relaxed)
            let verdict = patience.withLock {
                $0.judge(progress.sample, isStopping: stopping, now: MonotonicTime.now)
            }
            if let verdict { end(.patience(verdict)) }
        }
    }
}
