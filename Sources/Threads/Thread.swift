internal import CLinux

/// A thread of the operating system: the front-ends use no `async`, whose start-up costs more than
/// their whole work.
package enum Thread {
    /// Starts a thread that nobody joins; answers whether there is one.
    ///
    /// The corresponding C function is `pthread_create`.
    package static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        let work = unsafe Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let result = unsafe pthread_create(&thread, nil, entry, work.toOpaque())
        guard result == 0 else {
            unsafe work.release()
            return false
        }
        _ = pthread_detach(thread)
        return true
    }

    private static let entry:
        @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
            guard let argument = unsafe argument else { return nil }
            let work = unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
            work.body()
            return nil
        }

    /// What the new thread finds behind the one pointer that it gets.
    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }
}
