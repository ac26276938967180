internal import CLinux

/// Counts what one thread has made ready for another (`sem_overview(7)`).
@safe package final class Semaphore: Sendable {
    private nonisolated(unsafe) let storage: UnsafeMutablePointer<sem_t>

    /// Begins with a count.
    package init(count: UInt32) {
        unsafe storage = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
        unsafe sem_init(storage, 0, count)
    }

    deinit {
        unsafe sem_destroy(storage)
        unsafe storage.deallocate()
    }

    /// Adds one.
    ///
    /// The corresponding C function is `sem_post`.
    package func signal() {
        unsafe sem_post(storage)
    }

    /// Takes one, waiting for it.
    ///
    /// The corresponding C function is `sem_wait`.
    package func wait() {
        // Interrupted by a signal whose handler returned: none of ours does.
        while unsafe sem_wait(storage) != 0 {}
    }

    /// Takes one if there is one within a time; answers whether it did.
    ///
    /// The corresponding C function is `sem_clockwait`, with CLOCK_MONOTONIC.
    package func wait(upTo milliseconds: Int) -> Bool {
        var end = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &end)
        let nanoseconds = end.tv_nsec + milliseconds % 1000 * 1_000_000
        end.tv_sec += milliseconds / 1000 + nanoseconds / 1_000_000_000
        end.tv_nsec = nanoseconds % 1_000_000_000
        return unsafe shim_wait_until(storage, &end) == 0
    }
}
