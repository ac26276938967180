internal import CLinux
internal import Synchronization
internal import Threads

/// A thread that ends a call of which one thread hangs in the kernel, where nothing else could end
/// it: a disk or a file server that is gone.
package final class StandstillWatch: Sendable {
    /// How often it looks: a hang is noticed that much later.
    private static let interval: Int32 = 500

    private struct Watched {
        weak var progress: Progress?
        let subject: String
        var standstill: Standstill
    }

    private struct State {
        var watched: [Watched] = []
        var hasStarted = false
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
            if let (subject, time) = state.withLock({ Self.look(&$0.watched) }) {
                end(subject, time)
            }
        }
    }

    private static func look(_ watched: inout [Watched]) -> (String, Duration)? {
        let now = MonotonicTime.now
        for index in watched.indices {
            guard let sample = watched[index].progress?.sample else { continue }
            if let time = watched[index].standstill.judge(sample, now: now) {
                return (watched[index].subject, time)
            }
        }
        return nil
    }
}
