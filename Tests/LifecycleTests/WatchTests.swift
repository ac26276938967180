import Glibc
import Lifecycle
import Synchronization
import Testing

/// The thread that ends a call.
@Suite struct WatchTests {
    /// What a watch said, written on its thread.
    private final class Verdict: Sendable {
        let reason = Mutex<Watch.Reason?>(nil)

        /// Notes the reason and keeps the thread: a test's process does not end with it.
        func end(_ reason: Watch.Reason) -> Never {
            self.reason.withLock { $0 = $0 ?? reason }
            while true { pause() }
        }
    }

    private func watch(_ verdict: Verdict, isStopping: Bool, budget: Duration = .seconds(60))
        -> Watch
    {
        let progress = Progress()
        progress.enter(.moving)
        return Watch(
            progress: progress,
            patience: Patience(budget: budget, size: 1 << 20),
            waiting: nil,
            isStopping: { isStopping },
            end: verdict.end
        )
    }

    @Test(arguments: [true, false])
    func `looks for a shutdown before anything begins`(isStopping: Bool) {
        #expect(watch(Verdict(), isStopping: isStopping).sawStopping == isStopping)
    }

    @Test func `ends a call that does not move`() {
        let verdict = Verdict()
        watch(verdict, isStopping: false, budget: .milliseconds(1)).start()
        while verdict.reason.withLock({ $0 }) == nil { usleep(10_000) }
        #expect(
            verdict.reason.withLock { $0 } == .patience(.stalled(.milliseconds(1)))
        )
    }
}
