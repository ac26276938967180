internal import CLinux
internal import Files
internal import SystemPackage

/// The process that waits for our answer: PostgreSQL's, and not the shell between us.
///
/// PostgreSQL's children are session leaders, so the leader of our session is the one. A call
/// that outlives it must deliver nothing: a new server may be waiting for another file there.
package final class WaitingProcess: Sendable {
    /// Descriptor of the leader, -1 where there is none to watch.
    private let leader: Descriptor
    /// Where pidfds are not to be had: the leader's number and when it started.
    private let fallback: (process: pid_t, startTime: String)?
    private let parent = ParentProcess()

    /// Finds the process; to be called first of all, while it lives.
    package init() {
        let session = getsid(0)
        guard session > 0, session != getpid() else {
            leader = Descriptor(owning: -1)
            fallback = nil
            return
        }
        let descriptor = shim_pidfd_open(session)
        // Dead already counts as none: then the parent decides.
        if descriptor >= 0, !Self.isReadable(descriptor, within: 0) {
            leader = Descriptor(owning: descriptor)
            fallback = nil
        } else if descriptor >= 0 {
            _ = close(descriptor)
            leader = Descriptor(owning: -1)
            fallback = nil
        } else {
            leader = Descriptor(owning: -1)
            fallback = shim_errno() == ESRCH ? nil : Self.startTime(session).map { (session, $0) }
        }
    }

    /// Waits up to some milliseconds for its end; answers whether it has ended.
    package func hasEnded(within milliseconds: Int32) -> Bool {
        let descriptor = leader.rawValue
        guard descriptor >= 0 else {
            if milliseconds > 0 { _ = poll(nil, 0, milliseconds) }
            if let fallback { return Self.startTime(fallback.process) != fallback.startTime }
            return parent.hasEnded
        }
        return Self.isReadable(descriptor, within: milliseconds)
    }

    /// Whether the process of a pidfd has ended.
    private static func isReadable(_ descriptor: Int32, within milliseconds: Int32) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&request, 1, milliseconds) > 0
    }

    /// Field 22 of /proc/PID/stat (proc(5)): a number that was given again has another.
    private static func startTime(_ process: pid_t) -> String? {
        guard let bytes = try? WholeFile.read(FilePath("/proc/\(process)/stat"), limit: 4096) else {
            return nil
        }
        // The command's name stands in parentheses and may hold any of them.
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[end...].split(separator: " ")
        return fields.count > 20 ? String(fields[20]) : nil
    }
}
