import Files
import SystemPackage
import TestSupport
import Testing

/// Temporary files on disks that are full or fail: an error each, and nothing is left.
@Suite(.refusesCalls) struct TemporaryFileFailureTests {
    /// Creates, writes, syncs and publishes a file while calls are refused.
    private func failure(
        _ refused: [RefusedCall],
        in scratch: ScratchDirectory,
        name: String = "file"
    ) throws -> FileError? {
        do {
            _ = try onThread(refusing: refused) {
                let file = try scratch.temporaryFile([1, 2, 3])
                try file.setMode(.ownerRead)
                try file.flush()
                return try file.publish(as: name, once: .atomic)
            }
            return nil
        } catch let error as FileError {
            return error
        }
    }

    @Test(
        arguments: [
            (.unnamedFile(.ioError), .createWithin, .ioError),
            (.unnamedFile(.noSpace), .createWithin, .noSpace),
            (.unnamedFile(.permissionDenied), .createWithin, .permissionDenied),
            (.unnamedFile(.readOnlyFileSystem), .createWithin, .readOnlyFileSystem),
            (.write(.noSpace), .write, .noSpace), (.write(.ioError), .write, .ioError),
            (.write(.diskQuotaExceeded), .write, .diskQuotaExceeded),
            (.write(nil), .write, .ioError),
            (.write(.interrupted), .write, .interrupted), (.sync(.ioError), .sync, .ioError),
            (.sync(.invalidArgument), .sync, .invalidArgument), (.sync(.noSpace), .sync, .noSpace),
            (.changeMode(.notPermitted), .create, .notPermitted),
            (.close(.diskQuotaExceeded), .close, .diskQuotaExceeded),
        ] as [(RefusedCall, FileError.Action, Errno)]
    )
    func `an unnamed file`(
        refused: RefusedCall,
        action: FileError.Action,
        reason: Errno
    ) async throws {
        try await ScratchDirectory.with { scratch async throws in
            let path = FilePath(scratch.path)
            #expect(try failure([refused], in: scratch) == FileError(action, path, reason))
            #expect(try scratch.names() == [])
        }
    }

    @Test(arguments: [.ioError, .noSpace, .staleNFSFileHandle] as [Errno])
    func `a name that cannot be given`(reason: Errno) async throws {
        try await ScratchDirectory.with { scratch async throws in
            let expected = FileError(.link, scratch.filePath("file"), reason)
            #expect(try failure([.link(reason)], in: scratch) == expected)
            let named: [RefusedCall] = [.unnamedFile(.notSupported), .link(reason)]
            #expect(try failure(named, in: scratch) == expected)
            #expect(try scratch.names() == [])
        }
    }

    @Test(arguments: [.ioError, .noSpace, .staleNFSFileHandle] as [Errno])
    func `a rename that fails`(reason: Errno) async throws {
        try await ScratchDirectory.with { scratch async throws in
            let expected = FileError(.rename, scratch.filePath("file"), reason)
            let refused: [RefusedCall] = [.link(.notPermitted), .renameNoReplace(reason)]
            #expect(try failure(refused, in: scratch) == expected)
            #expect(try failure(refused + [.unnamedFile(.notSupported)], in: scratch) == expected)
            #expect(try scratch.names() == [])
        }
    }

    @Test func `a copy that cannot be read`() async throws {
        try await ScratchDirectory.with { scratch async throws in
            let refused: [RefusedCall] = [.linkOfUnnamed(.notPermitted), .read(.ioError)]
            #expect(try failure(refused, in: scratch)?.reason == .ioError)
            #expect(try failure(refused, in: scratch)?.action == .read)
            #expect(try scratch.names() == [])
        }
    }

    @Test(arguments: [RefusedCall.write(.noSpace), .sync(.ioError), .changeMode(.notPermitted)])
    func `a named file leaves nothing`(refused: RefusedCall) async throws {
        try await ScratchDirectory.with { scratch async throws in
            let error = try #require(
                try failure([.unnamedFile(.notSupported), refused], in: scratch)
            )
            #expect(error.reason == refused.reason)
            let name = try #require(error.path.lastComponent?.string)
            #expect(name.hasPrefix("our-") && name.hasSuffix(".tmp"))
            #expect(try scratch.names() == [])
        }
    }

    @Test func `a name that is too long`() async throws {
        try await ScratchDirectory.with { scratch async throws in
            let name = String(repeating: "x", count: 256)
            let expected = FileError(.link, scratch.filePath(name), .fileNameTooLong)
            #expect(try failure([], in: scratch, name: name) == expected)
        }
    }

    /// As a network file system tells it, whose writes fail when they leave the page cache.
    @Test func `a write that fails at last keeps a file that is being filled from its name`()
        async throws
    {
        try await ScratchDirectory.with { scratch async throws in
            let path = FilePath(scratch.path)
            let error = try onThread(refusing: [.close(.diskQuotaExceeded)]) { () -> FileError? in
                do throws(FileError) {
                    let file = try LockedFile(
                        creating: "x.part",
                        in: Directory(opening: path),
                        mode: [.ownerReadWrite]
                    )
                    try file.write([1, 2, 3].span.bytes)
                    _ = try file.rename(to: "x")
                    return nil
                } catch {
                    return error
                }
            }
            #expect(error == FileError(.close, path.appending("x.part"), .diskQuotaExceeded))
            #expect(try scratch.names() == ["x.part"])
        }
    }
}
