internal import Threads

extension Semaphore {
    /// How often whoever waits looks whether it still may, in milliseconds.
    private static let look = 100

    /// Takes one, waiting for it as long as that is wanted; answers whether it did.
    ///
    /// - Parameter mayGoOn: asked now and then.
    func wait(while mayGoOn: () -> Bool) -> Bool {
        while mayGoOn() {
            if wait(upTo: Self.look) { return true }
        }
        return false
    }
}
