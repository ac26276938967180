internal import CLinux

/// Time since the machine started, which no change of the clock touches.
package enum MonotonicTime {
    /// The corresponding C function is `clock_gettime`, with CLOCK_MONOTONIC.
    package static var now: Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// Waits; a signal may end the wait early.
    ///
    /// The corresponding C function is `poll`.
    package static func wait(_ duration: Duration) {
        let milliseconds = Int32(clamping: Int64((duration / .milliseconds(1)).rounded(.up)))
        _ = poll(nil, 0, milliseconds)
    }

    /// Seconds since 1970, which may be changed at any time.
    ///
    /// The C function is `time`.
    package static var secondsSince1970: Int64 { Int64(time(nil)) }
}
