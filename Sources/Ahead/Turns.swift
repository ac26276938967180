internal import Threads

/// Turns at what there is little of: threads that compress take one each, so that no more of them
/// compete for the processors, and for memory, than there are processors.
package final class Turns: Sendable {
    private let free: Semaphore

    /// Makes so many turns.
    package init(count: Int) {
        free = Semaphore(count: UInt32(clamping: max(count, 1)))
    }

    /// Waits for a turn; answers whether there was one in time.
    ///
    /// - Parameter mayGoOn: asked now and then while it waits.
    func take(while mayGoOn: () -> Bool) -> Bool {
        free.wait(while: mayGoOn)
    }

    /// Leaves a turn that was taken to the next thread.
    func giveBack() {
        free.signal()
    }
}
