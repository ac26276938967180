internal import CLinux
internal import Files

/// Some other process, whose end is noticed at once where the kernel can tell it.
package final class WatchedProcess: Sendable {
    private let process: pid_t
    /// -1 on kernels before 5.3, where only asking helps.
    private let descriptor: Descriptor

    /// Begins to watch a process by its number; nil when there is none.
    package init?(_ process: Int32) {
        guard process > 1 else { return nil }
        let raw = shim_pidfd_open(process)
        if raw < 0, shim_errno() == ESRCH { return nil }
        self.process = process
        descriptor = Descriptor(owning: raw)
    }

    /// Waits up to some milliseconds for its end; answers whether it has ended.
    package func hasEnded(within milliseconds: Int32) -> Bool {
        guard descriptor.rawValue >= 0 else {
            _ = poll(nil, 0, milliseconds)
            return kill(process, 0) != 0 && shim_errno() == ESRCH
        }
        var request = pollfd(fd: descriptor.rawValue, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&request, 1, milliseconds) > 0
    }
}
