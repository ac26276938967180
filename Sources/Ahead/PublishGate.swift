internal import Threads

/// Where files that are stored ahead wait until the one asked for is in the archive by this call.
///
/// A second server of the same system identifier, a copy that archives by mistake, is refused at
/// the first file that it has otherwise: what follows that file must not be in the archive either,
/// or a recovery would go from one server's segments to the other's.
package final class PublishGate: Sendable {
    private let turnstile = Semaphore(count: 0)

    /// Makes a gate that is closed.
    package init() {}

    /// Lets everybody pass, from now on.
    package func open() {
        turnstile.signal()
    }

    /// Waits until it is open; answers whether that was in time.
    ///
    /// - Parameter mayGoOn: asked now and then while it waits.
    func pass(while mayGoOn: () -> Bool) -> Bool {
        guard turnstile.wait(while: mayGoOn) else { return false }
        turnstile.signal()
        return true
    }
}
