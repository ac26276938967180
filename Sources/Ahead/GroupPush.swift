internal import Synchronization
internal import Threads
package import WAL

/// Stores files ahead on threads of its own, while the call's own thread stores what it was asked
/// for.
///
/// A thread belongs to the group, and what it works with (a store and its connection) to it alone.
package final class GroupPush: Sendable {
    /// Stores one file; made anew for every thread, and used by it alone.
    package typealias Work = (WALFileName) -> PushGroup.Outcome

    /// How often whoever waits looks whether the server is stopping, in milliseconds.
    private static let look = 100
    /// How long files that were given up may take to leave nothing behind.
    private static let farewell: Duration = .milliseconds(300)

    private let group: Mutex<PushGroup>
    private let now: @Sendable () -> Duration
    private let isStopping: @Sendable () -> Bool
    private let makeWork: @Sendable (_ mayGoOn: @escaping @Sendable () -> Bool) -> Work
    private let gate: PublishGate
    /// When the gate was opened: until then a file may have waited for others.
    private let opening = Mutex(Duration.zero)
    private let ended = Semaphore(count: 0)

    /// Makes a group; nothing begins before `start`.
    ///
    /// - Parameters:
    ///   - gate: what the work waits at before it publishes; opened once the asked file is stored.
    ///   - isStopping: whether the server is shutting down, when nothing more may be begun.
    ///   - makeWork: called on each thread, with the question whether a file may go on.
    package init(
        _ group: PushGroup,
        gate: PublishGate,
        now: @escaping @Sendable () -> Duration,
        isStopping: @escaping @Sendable () -> Bool,
        makeWork: @escaping @Sendable (_ mayGoOn: @escaping @Sendable () -> Bool) -> Work
    ) {
        self.group = Mutex(group)
        self.gate = gate
        self.now = now
        self.isStopping = isStopping
        self.makeWork = makeWork
    }

    /// Whether a file that was begun ahead may go on.
    private var mayGoOn: Bool {
        !isStopping() && group.withLock { $0.mayGoOn(at: now()) }
    }

    /// Begins as many files as may be.
    package func start() {
        while let name = next() {
            let isStarted = Thread.start { [self] in run(from: name) }
            if !isStarted {
                group.withLock { $0.end(.failed, after: .zero) }
                return
            }
        }
    }

    /// Waits for what was begun, the asked file having been stored by this call.
    ///
    /// - Parameter duration: what the asked file took.
    /// - Returns: the size for the next call; nil where the server's shutdown says nothing of it.
    package func finish(askedAfter duration: Duration) -> GroupSize? {
        group.withLock { $0.finishAsked(after: duration) }
        opening.withLock { $0 = now() }
        gate.open()
        start()
        while !group.withLock({ $0.isIdle }), mayGoOn {
            _ = ended.wait(upTo: Self.look)
        }
        return close(askedFailed: false)
    }

    /// Gives everything up, the asked file not having been stored, or not by this call.
    package func giveUp() -> GroupSize? {
        close(askedFailed: true)
    }

    private func close(askedFailed: Bool) -> GroupSize? {
        group.withLock { $0.close() }
        let end = now() + Self.farewell
        while !group.withLock({ $0.isIdle }), now() < end {
            _ = ended.wait(upTo: Self.look)
        }
        let next = group.withLock { $0.sizeForNext(askedFailed: askedFailed) }
        return isStopping() ? nil : next
    }

    private func next() -> WALFileName? {
        isStopping() ? nil : group.withLock { $0.begin(at: now()) }
    }

    /// Ends a file and takes the next one, in one step: in between the group would seem idle.
    private func exchange(
        _ outcome: PushGroup.Outcome,
        after duration: Duration
    ) -> WALFileName? {
        let isStopping = isStopping()
        let next = group.withLock { group in
            group.end(outcome, after: duration)
            return isStopping ? nil : group.begin(at: now())
        }
        ended.signal()
        return next
    }

    /// A thread: one file after the other.
    private func run(from first: WALFileName) {
        let work = makeWork { [self] in mayGoOn }
        var name: WALFileName? = first
        while let current = name {
            let start = now()
            let outcome = work(current)
            name = exchange(outcome, after: now() - max(start, opening.withLock { $0 }))
            // The group may have grown.
            self.start()
        }
    }
}
