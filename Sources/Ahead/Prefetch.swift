internal import Synchronization
internal import Threads
package import WAL

/// Fills a window ahead of PostgreSQL with verified segments, several at once, on threads of its
/// own; what a thread works with belongs to it alone.
package final class Prefetch: Sendable {
    /// Fetches one segment; made anew for every thread, and used by it alone.
    package typealias Work = (SegmentName) -> PrefetchSequence.Outcome

    private struct State {
        var sequence: PrefetchSequence
        var threads = 0
        var idle = 0
    }

    private let state: Mutex<State>
    private let jobs: Int
    private let makeWork: @Sendable () -> Work
    private let wanted = Semaphore(count: 0)
    private let ended = Semaphore(count: 0)

    /// Makes a prefetch; nothing begins before `fill`.
    ///
    /// - Parameters:
    ///   - jobs: segments at once.
    ///   - makeWork: called on each thread.
    package init(
        _ sequence: PrefetchSequence,
        jobs: Int,
        makeWork: @escaping @Sendable () -> Work
    ) {
        state = Mutex(State(sequence: sequence))
        self.jobs = max(jobs, 1)
        self.makeWork = makeWork
    }

    /// Begins what the window has room for.
    package func fill() {
        while let segment = begin() {
            let isStarted = Thread.start { [self] in run(from: segment) }
            if !isStarted {
                state.withLock { $0.sequence.end(segment, .failed) }
                return
            }
        }
        // Those that wait look for themselves.
        for _ in 0..<state.withLock({ $0.idle }) { wanted.signal() }
    }

    /// Changes or reads the sequence.
    package func withSequence<Result>(
        _ body: (inout sending PrefetchSequence) -> sending Result
    ) -> sending Result {
        state.withLock { body(&$0.sequence) }
    }

    /// Waits for the end of some segment, or a time in milliseconds.
    package func waitForProgress(upTo milliseconds: Int) {
        _ = ended.wait(upTo: milliseconds)
    }

    /// A segment for a new thread, while there may be one.
    private func begin() -> SegmentName? {
        state.withLock { state in
            guard state.idle == 0, state.threads < jobs, let segment = state.sequence.begin()
            else { return nil }
            state.threads += 1
            return segment
        }
    }

    /// A thread: one segment after the other, as long as the process lives.
    private func run(from first: SegmentName) -> Never {
        let work = makeWork()
        var segment: SegmentName? = first
        while true {
            if let current = segment {
                let outcome = work(current)
                state.withLock { $0.sequence.end(current, outcome) }
                ended.signal()
            } else {
                state.withLock { $0.idle += 1 }
                wanted.wait()
                state.withLock { $0.idle -= 1 }
            }
            segment = state.withLock { $0.sequence.begin() }
        }
    }
}
