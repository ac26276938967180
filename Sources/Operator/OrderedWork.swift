internal import Synchronization
internal import Threads

/// Work on numbered items by several threads, whose results are taken in the items' order.
///
/// No more than `window` items are under way or waiting to be taken, so that memory does not grow
/// with their number.
final class OrderedWork<Outcome: Sendable>: Sendable {
    private struct State {
        var next = 0
        var outcomes: [Int: Outcome] = [:]
    }

    private let count: Int
    private let state = Mutex(State())
    private let room: Semaphore
    private let ready = Semaphore(count: 0)

    /// Prepares work on so many items.
    init(count: Int, window: Int) {
        self.count = count
        room = Semaphore(count: UInt32(clamping: window))
    }

    /// Starts a thread that works; answers whether there is one.
    ///
    /// - Parameter makeWorker: called on the thread, for what threads must not share.
    func start(_ makeWorker: @escaping @Sendable () -> (Int) -> Outcome) -> Bool {
        Thread.start { [self] in
            let work = makeWorker()
            while let item = take() { finish(item, work(item)) }
        }
    }

    /// Does one item on the calling thread, where no other could be started.
    func workHere(_ work: (Int) -> Outcome) {
        if let item = take() { finish(item, work(item)) }
    }

    /// Waits for an item's outcome; to be called once for each, in order.
    func outcome(of item: Int) -> Outcome {
        while true {
            let outcome = state.withLock { $0.outcomes.removeValue(forKey: item) }
            if let outcome {
                room.signal()
                return outcome
            }
            ready.wait()
        }
    }

    /// The next item; nil when all are taken.
    private func take() -> Int? {
        room.wait()
        return state.withLock { state in
            guard state.next < count else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }

    private func finish(_ item: Int, _ outcome: Outcome) {
        state.withLock { $0.outcomes[item] = outcome }
        ready.signal()
    }
}
