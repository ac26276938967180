import Files
import SystemPackage
import Testing

/// What to do about a file that the system refuses.
@Suite struct FileErrorAdviceTests {
    private static let passing: [Errno] = [
        .ioError, .staleNFSFileHandle, .timedOut, .resourceTemporarilyUnavailable, .interrupted,
        .noMemory, .tooManyOpenFiles, .tooManyOpenFilesInSystem, .hostIsDown, .noRouteToHost,
        .networkDown, .networkUnreachable, .connectionRefused, .connectionReset,
        .socketNotConnected, .resourceBusy, .noLocks,
    ]

    @Test(arguments: passing)
    func `may go better soon`(reason: Errno) {
        #expect(FileError(.read, "/a", reason).isPassing)
    }

    @Test(
        arguments: [
            .noSuchFileOrDirectory, .permissionDenied, .notPermitted, .readOnlyFileSystem, .noSpace,
            .notDirectory, .isDirectory, .invalidArgument, .fileExists, .noFunction, .fileTooLarge,
            .diskQuotaExceeded, .badFileDescriptor, .fileNameTooLong,
        ] as [Errno]
    )
    func `goes no better by itself`(reason: Errno) {
        #expect(!FileError(.read, "/a", reason).isPassing)
    }

    @Test(
        arguments: [
            (.noSpace, "Make room on that file system."),
            (.diskQuotaExceeded, "Make room on that file system."),
            (.permissionDenied, "The operating system's user that runs PostgreSQL needs access."),
            (.notPermitted, "The operating system's user that runs PostgreSQL needs access."),
            (.readOnlyFileSystem, "The file system is mounted read-only."), (.ioError, nil),
            (.noSuchFileOrDirectory, nil), (.staleNFSFileHandle, nil),
        ] as [(Errno, String?)]
    )
    func `hints at what to do`(reason: Errno, hint: String?) {
        #expect(FileError(.write, "/a", reason).hint == hint)
    }

    @Test(
        arguments: [(.noSpace, true), (.diskQuotaExceeded, true), (.ioError, false)]
            as [(Errno, Bool)]
    )
    func `tells a full file system`(reason: Errno, isFull: Bool) {
        #expect(FileError(.write, "/a", reason).isFull == isFull)
    }
}
