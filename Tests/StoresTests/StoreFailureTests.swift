import Archive
import Files
import SystemPackage
import Testing

@testable import Stores

/// What the system refused, as the store's failure: whether the call may try again.
@Suite struct StoreFailureTests {
    @Test(arguments: [
        FileError.Action.open, .read, .write, .create, .link, .rename, .list, .stat, .close,
    ])
    func `may pass where a file server or a busy machine may`(action: FileError.Action) {
        for reason in [Errno.ioError, .staleNFSFileHandle, .tooManyOpenFiles, .noMemory] {
            #expect(StoreError(FileError(action, "/x", reason), hint: nil).kind == .transient)
        }
        for reason in [
            Errno.permissionDenied, .noSuchFileOrDirectory, .notDirectory,
        ] {
            #expect(StoreError(FileError(action, "/x", reason), hint: "h").kind == .permanent)
        }
        for reason in [Errno.noSpace, .diskQuotaExceeded, .readOnlyFileSystem] {
            #expect(StoreError(FileError(action, "/x", reason), hint: "h").kind == .unwritable)
        }
    }

    /// The kernel tells a lost write once: asked again, it has nothing to tell.
    @Test(arguments: [
        Errno.ioError, .staleNFSFileHandle, .noSpace, .diskQuotaExceeded, .readOnlyFileSystem,
    ])
    func `is final where bytes could not be made durable`(reason: Errno) {
        #expect(StoreError(FileError(.sync, "/x", reason), hint: nil).kind == .permanent)
    }

    @Test func `tells the system's words and the hint`() {
        let error = FileError(.link, "/a/b", .permissionDenied)
        #expect(
            StoreError(error, hint: "Look.").description
                == "could not link \"/a/b\": Permission denied HINT: Look."
        )
    }
}
