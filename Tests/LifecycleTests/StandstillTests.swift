import Glibc
import Lifecycle
import Synchronization
import Testing

/// What hangs, told from what is slow.
@Suite struct StandstillTests {
    /// A look: the second, what the thread is in, and all that has moved by then.
    typealias Look = (second: Int64, phase: Progress.Phase, bytes: UInt64, operation: UInt64)

    /// Looks one after another; gives the second of a verdict and how long nothing moved.
    private func judge(_ looks: [Look], limit: Int64) -> [Int64]? {
        var standstill = Standstill(limit: .seconds(limit))
        for look in looks {
            let sample = Progress.Sample(
                bytes: look.bytes,
                operation: look.operation,
                phase: look.phase
            )
            if let time = standstill.judge(sample, now: .seconds(look.second)) {
                return [look.second, Int64(time / .seconds(1))]
            }
        }
        return nil
    }

    @Test func `an operation that does not move is given up, counted from its last byte`() {
        let looks = (0...40).map { Look($0, .moving, UInt64(min($0, 5)), 1) }
        #expect(judge(looks, limit: 10) == [15, 10])
    }

    @Test func `a byte now and then is enough`() {
        let looks = (0...1000).map { Look($0, .moving, UInt64($0 / 9), 1) }
        #expect(judge(looks, limit: 10) == nil)
    }

    @Test func `every operation begins anew, and who waits on purpose may`() {
        let short = (0...1000).map { Look($0, .moving, 0, UInt64($0 / 9)) }
        #expect(judge(short, limit: 10) == nil)
        #expect(judge((0...1000).map { Look($0, .idle, 0, 1) }, limit: 10) == nil)
    }

    @Test(arguments: [(10, 300), (400, 400)])
    func `a disk is given five minutes at least to have bytes`(limit: Int64, second: Int64) {
        let looks = (0...1000).map { Look($0, .syncing, 0, 1) }
        #expect(judge(looks, limit: limit) == [second, second])
    }

    /// What a watch said, written on its thread.
    private final class Verdict: Sendable {
        let subject = Mutex<String?>(nil)

        /// Notes it and keeps the thread: a test's process does not end with it.
        func end(_ subject: String, _: Duration) -> Never {
            self.subject.withLock { $0 = $0 ?? subject }
            while true { pause() }
        }
    }

    @Test func `of several threads the watch names the place that hangs`() {
        let verdict = Verdict()
        let watch = StandstillWatch(limit: .milliseconds(1), end: verdict.end)
        let idle = watch.watch("idle")
        // One that nobody has any more is not looked at.
        watch.watch("gone").enter(.moving)
        let hung = watch.watch("file:///mnt/backups")
        hung.enter(.moving)
        while verdict.subject.withLock({ $0 }) == nil { usleep(10_000) }
        #expect(verdict.subject.withLock { $0 } == "file:///mnt/backups")
        withExtendedLifetime((idle, hung)) {}
    }
}
