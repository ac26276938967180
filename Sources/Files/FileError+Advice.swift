internal import SystemPackage

extension FileError {
    /// What a network file system or a busy machine may answer once and not again.
    private static let passing: Set<Errno> = [
        .ioError, .staleNFSFileHandle, .timedOut, .resourceTemporarilyUnavailable, .interrupted,
        .noMemory, .tooManyOpenFiles, .tooManyOpenFilesInSystem, .hostIsDown, .noRouteToHost,
        .networkDown, .networkUnreachable, .connectionRefused, .connectionReset,
        .socketNotConnected, .resourceBusy, .noLocks,
    ]

    /// Whether the same call may go better soon, without anybody doing something.
    package var isPassing: Bool { Self.passing.contains(reason) }

    /// Whether the file system has no room for more.
    package var isFull: Bool { reason == .noSpace || reason == .diskQuotaExceeded }

    /// What to do about it, a sentence.
    package var hint: String? {
        switch reason {
        case .noSpace, .diskQuotaExceeded:
            "Make room on that file system."
        case .permissionDenied, .notPermitted:
            "The operating system's user that runs PostgreSQL needs access."
        case .readOnlyFileSystem:
            "The file system is mounted read-only."
        default: nil
        }
    }
}
