import Files
import SystemPackage
import Testing

/// What is said of a file that the system refuses.
@Suite struct FileErrorTests {
    @Test(
        arguments: [
            (.open, "open"), (.read, "read"), (.write, "write"), (.sync, "sync"), (.close, "close"),
            (.create, "create"), (.link, "link"), (.rename, "rename"), (.remove, "remove"),
            (.list, "list"), (.stat, "stat"), (.lock, "lock"),
        ] as [(FileError.Action, String)]
    )
    func `says what was attempted, on what, and why not`(action: FileError.Action, verb: String) {
        let error = FileError(action, "/mnt/archive", .noSuchFileOrDirectory)
        #expect(
            error.description == "could not \(verb) \"/mnt/archive\": No such file or directory"
        )
    }

    @Test(
        arguments: [
            (.ioError, "Input/output error"), (.noSpace, "No space left on device"),
            (.permissionDenied, "Permission denied"),
            (.readOnlyFileSystem, "Read-only file system"),
            (.staleNFSFileHandle, "Stale file handle"), (.diskQuotaExceeded, "Disk quota exceeded"),
        ] as [(Errno, String)]
    )
    func `says the reason in the system's words`(reason: Errno, words: String) {
        let error = FileError(.write, "/a b", reason)
        #expect(error.description == "could not write \"/a b\": \(words)")
    }
}
