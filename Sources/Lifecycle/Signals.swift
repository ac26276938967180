internal import CLinux
internal import Files
internal import Synchronization

/// What signals do to a call: nothing of it stays behind, and no trap looks like one to
/// PostgreSQL, which would stop a standby for it.
package enum Signals {
    /// A caller may have ignored some of them; their default action is to end the process.
    private static let ending = [SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGALRM]
    /// A Swift trap is SIGILL or SIGTRAP; the others are its neighbours.
    private static let traps = [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT]
    /// A handler must run even when the stack is what broke.
    private static let stackLength = 1 << 16

    private static let statusAfterTrap = Atomic<Int32>(0)
    private static let hasTrapped = Atomic<Bool>(false)
    private static let parent = Atomic<Int32>(0)
    /// An orphan's status goes to process 1: a postmaster that is process 1 restarts all sessions
    /// for any but 0 and 1, and for a signal.
    private static let statusOfOrphan: Int32 = 1
    private static let message: StaticString =
        "wal-archive: stopped by a defect of the program; please report it\n"

    /// Installs the handlers.
    ///
    /// - Parameters:
    ///   - statusAfterTrap: the exit status that says "a defect of the program".
    ///   - isDetached: whether nobody but process 1 is to read a status.
    package static func install(statusAfterTrap status: Int32, isDetached: Bool = false) {
        statusAfterTrap.store(status, ordering: .releasing)
        parent.store(isDetached ? 0 : getppid(), ordering: .releasing)
        hasTrapped.store(false, ordering: .releasing)
        SignalSafePath.prepare()
        _ = message.utf8CodeUnitCount
        makeAlternateStack()
        for signal in ending {
            _ = shim_handle_signal(signal, endBySignal)
            _ = shim_unblock_signal(signal)
        }
        for signal in traps {
            _ = shim_handle_signal(signal, endByTrap)
            _ = shim_unblock_signal(signal)
        }
        // A reader of standard error that went away is no reason to die.
        _ = shim_ignore_signal(SIGPIPE)
        // A limit on file sizes is an error of the write that meets it.
        _ = shim_ignore_signal(SIGXFSZ)
    }

    /// Changes the status once more is known of the caller.
    package static func setStatusAfterTrap(_ status: Int32) {
        statusAfterTrap.store(status, ordering: .releasing)
    }

    private static func makeAlternateStack() {
        guard let memory = unsafe malloc(stackLength) else { return }
        var stack = unsafe stack_t()
        unsafe stack.ss_sp = memory
        unsafe stack.ss_size = stackLength
        _ = unsafe sigaltstack(&stack, nil)
    }

    /// Async-signal-safe.
    private static let endBySignal: @convention(c) (Int32) -> Void = { signal in
        SignalSafePath.removeAtExit()
        if isOrphan() { _exit(statusOfOrphan) }
        _ = shim_default_signal(signal)
        _ = raise(signal)
    }

    /// Async-signal-safe.
    private static let endByTrap: @convention(c) (Int32) -> Void = { _ in
        // Of two threads at once the first speaks, and ends the other too.
        while hasTrapped.exchange(true, ordering: .acquiringAndReleasing) { _ = pause() }
        SignalSafePath.removeAtExit()
        _ = unsafe write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
        _exit(isOrphan() ? statusOfOrphan : statusAfterTrap.load(ordering: .acquiring))
    }

    /// Async-signal-safe.
    private static func isOrphan() -> Bool {
        getppid() != parent.load(ordering: .acquiring)
    }
}
