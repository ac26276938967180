internal import Archive
internal import Lifecycle

/// The system's clock, for one thread that waits by itself.
package final class ThreadClock: CallClock {
    /// Makes one; all tell the same time.
    package init() {}

    /// Time since the system was started.
    package var now: Duration { MonotonicTime.now }

    /// Always: nobody's shutdown waits for a backup.
    package var mayBegin: Bool { true }

    /// Sleeps.
    package func wait(_ duration: Duration) {
        MonotonicTime.wait(duration)
    }
}
