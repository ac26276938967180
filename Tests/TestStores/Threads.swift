import Glibc
import Synchronization

/// Work on several threads at once, real ones: a pool's may run one after another.
package enum Threads {
    /// What one thread does.
    private final class Work: Sendable {
        let body: @Sendable (Int) -> Void
        let number: Int

        init(_ number: Int, _ body: @escaping @Sendable (Int) -> Void) {
            self.body = body
            self.number = number
        }
    }

    /// Runs a body on each of so many threads and waits for all of them.
    package static func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        let ready = Atomic(0)
        var threads: [pthread_t] = []
        for number in 0..<count {
            let work = Work(number) { number in
                // None begins before all are there.
                ready.wrappingAdd(1, ordering: .relaxed)
                while ready.load(ordering: .relaxed) < count { sched_yield() }
                body(number)
            }
            var thread = pthread_t()
            let argument = Unmanaged.passRetained(work).toOpaque()
            let result = pthread_create(&thread, nil, threadBody, argument)
            precondition(result == 0, "no thread to be had")
            threads.append(thread)
        }
        for thread in threads { pthread_join(thread, nil) }
    }

    private static let threadBody:
        @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
            guard let argument else { return nil }
            let work = Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
            work.body(work.number)
            return nil
        }
}
