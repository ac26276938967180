internal import Synchronization

/// A queue of bounded length between threads.
package final class Channel<Element: Sendable>: Sendable {
    private struct State {
        var waiting: [Element] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let room: Semaphore
    private let filled = Semaphore(count: 0)

    /// Makes an open channel.
    ///
    /// - Parameter capacity: how many elements may wait; a sender waits for room.
    package init(capacity: Int) {
        room = Semaphore(count: UInt32(clamping: max(1, capacity)))
    }

    /// Adds an element, waiting for room; not to be called once it is closed.
    package func send(_ element: Element) {
        room.wait()
        state.withLock { $0.waiting.append(element) }
        filled.signal()
    }

    /// Takes the oldest element, waiting for one; nil once the channel is closed and empty.
    package func receive() -> Element? {
        filled.wait()
        let element = state.withLock { state in
            state.waiting.isEmpty ? nil : state.waiting.removeFirst()
        }
        guard let element else {
            // The closing wakes one receiver, who wakes the next.
            filled.signal()
            return nil
        }
        room.signal()
        return element
    }

    /// Says that nothing more comes.
    package func close() {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        if isFirst { filled.signal() }
    }
}
