internal import CLinux

/// The process that started us, which reads our exit status.
package struct ParentProcess: Sendable {
    private let process: pid_t

    /// Remembers it; to be called first of all.
    package init() {
        process = getppid()
    }

    /// Whether it has ended, so that nobody but process 1 reads our exit status.
    package var hasEnded: Bool { getppid() != process }
}
