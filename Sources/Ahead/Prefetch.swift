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
        var pace: PrefetchPace
        /// Threads that wait for a segment.
        var idle = 0
        /// Threads that fetch one.
        var running = 0

        /// Takes the next segment, while another one may be under way.
        mutating func begin() -> SegmentName? {
            guard running < pace.size.value, let segment = sequence.begin() else { return nil }
            running += 1
            return segment
        }

        mutating func end(
            _ segment: SegmentName,
            _ outcome: PrefetchSequence.Outcome,
            after duration: Duration
        ) {
            running -= 1
            if sequence.end(segment, outcome) { pace.end(outcome, after: duration) }
        }

        /// Takes the next segment for a thread that has none, or counts the thread as idle.
        mutating func beginOrRest() -> SegmentName? {
            let segment = begin()
            if segment == nil { idle += 1 }
            return segment
        }
    }

    private let state: Mutex<State>
    private let now: @Sendable () -> Duration
    private let makeWork: @Sendable () -> Work
    private let wanted = Semaphore(count: 0)
    private let ended = Semaphore(count: 0)

    /// Makes a prefetch; nothing begins before `fill`.
    ///
    /// - Parameters:
    ///   - pace: how many segments at once.
    ///   - now: a clock that never goes back.
    ///   - makeWork: called on each thread.
    package init(
        _ sequence: PrefetchSequence,
        pace: PrefetchPace,
        now: @escaping @Sendable () -> Duration,
        makeWork: @escaping @Sendable () -> Work
    ) {
        state = Mutex(State(sequence: sequence, pace: pace))
        self.now = now
        self.makeWork = makeWork
    }

    /// Begins what the window has room for.
    package func fill() {
        while let segment = begin() {
            let isStarted = Thread.start { [self] in run(from: segment) }
            if !isStarted {
                state.withLock { $0.end(segment, .failed, after: .zero) }
                return
            }
        }
        // Those that wait look for themselves.
        for _ in 0..<state.withLock({ $0.idle }) { wanted.signal() }
    }

    /// How many segments the link was seen to carry at once.
    package var size: Int { state.withLock { $0.pace.size.value } }

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
            state.idle == 0 ? state.begin() : nil
        }
    }

    /// A thread: one segment after the other, as long as the process lives.
    private func run(from first: SegmentName) -> Never {
        let work = makeWork()
        var segment: SegmentName? = first
        while true {
            if let current = segment {
                let start = now()
                let outcome = work(current)
                let duration = now() - start
                // In one step: in between nothing would seem to be under way.
                segment = state.withLock { state in
                    state.end(current, outcome, after: duration)
                    return state.beginOrRest()
                }
                ended.signal()
            } else {
                wanted.wait()
                segment = state.withLock { state in
                    state.idle -= 1
                    return state.beginOrRest()
                }
            }
            // The link may carry one more.
            if segment != nil { fill() }
        }
    }
}
