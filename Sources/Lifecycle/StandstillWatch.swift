internal import CLinux
internal import Synchronization
internal import Threads

/// A thread that ends a call of which one thread hangs in the kernel, where nothing else could end
/// it: a disk or a file server that is gone.
package final class StandstillWatch: Sendable {
    /// How often it looks: a hang is noticed that much later.
    private static let interval: Int32 = 500
    /// Looks so far apart tell that the process itself stood still, stopped or frozen: what passed
    /// then says nothing of a disk.
    private static let longestPause: Duration = .seconds(10)

    private struct Watched {
        weak var progress: Progress?
        let subject: String
        var standstill: Standstill
    }

    private struct State {
        var watched: [Watched] = []
        var hasStarted = false
        var lastLook = MonotonicTime.now
    }

    /// How long an operation may stand still.
    package let limit: Duration
    private let end: @Sendable (String, Duration) -> Never
    private let state = Mutex(State())

    /// Makes a watch.
    ///
    /// - Parameters:
    ///   - limit: how long an operation may stand still.
    ///   - end: gets what hangs and for how long, and ends the process; called on the watch's thread.
    package init(limit: Duration, end: @escaping @Sendable (String, Duration) -> Never) {
        self.limit = limit
        self.end = end
    }

    /// Where one thread notes what it is doing, for as long as it keeps it.
    ///
    /// - Parameter subject: what it works with, for the message.
    package func watch(_ subject: String) -> Progress {
        let progress = Progress()
        let isFirst = state.withLock { state in
            state.watched.removeAll { $0.progress == nil }
            state.watched.append(
                Watched(progress: progress, subject: subject, standstill: Standstill(limit: limit))
            )
            defer { state.hasStarted = true }
            return !state.hasStarted
        }
        // Without a thread the call still works.
        if isFirst { _ = Thread.start { [self] in run() } }
        return progress
    }

    private func run() -> Never {
        while true {
            _ = poll(nil, 0, Self.interval)
            if let (subject, time) = state.withLock({ look(&$0) }) {
                end(subject, time)
            }
        }
    }

    private func look(_ state: inout State) -> (String, Duration)? {
        let now = MonotonicTime.now
        let hasPaused = now - state.lastLook > Self.longestPause
        state.lastLook = now
        for index in state.watched.indices {
            guard let sample = state.watched[index].progress?.sample else { continue }
            if hasPaused { state.watched[index].standstill = Standstill(limit: limit) }
            if let time = state.watched[index].standstill.judge(sample, now: now) {
                return (state.watched[index].subject, time)
            }
        }
        return nil
    }
}
