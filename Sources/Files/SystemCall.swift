internal import CLinux
internal import SystemPackage

/// Runs a call that answers -1 and sets errno, again when a signal interrupted it.
///
/// A handler that returns is rare here, so a loop that never ends would need a signal storm;
/// the limit turns even that into an error.
func retryingInterrupts<Result: FixedWidthInteger & SignedInteger>(
    _ call: () -> Result
) throws(Errno) -> Result {
    for _ in 0..<interruptLimit {
        let result = call()
        if result != -1 { return result }
        let reason = Errno.current
        if reason != .interrupted { throw reason }
    }
    throw .interrupted
}

/// Far more interrupts than any one call meets.
private let interruptLimit = 10_000
