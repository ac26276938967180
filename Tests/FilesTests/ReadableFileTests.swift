import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

/// Files opened for reading, and what is none.
@Suite struct ReadableFileTests {
    /// Why a name cannot be opened, by its path and in its directory.
    private func refusals(
        of name: String,
        in scratch: ScratchDirectory
    ) throws -> [ReadableFile.Refusal?] {
        let directory = try scratch.opened()
        return [
            #expect(throws: ReadableFile.Refusal.self) {
                try ReadableFile(opening: scratch.filePath(name))
            },
            #expect(throws: ReadableFile.Refusal.self) {
                try ReadableFile(opening: name, in: directory)
            },
        ]
    }

    @Test func `reads at any position`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.write("0123456789", to: "file")
            let directory = try scratch.opened()
            for file in [
                try ReadableFile(opening: path), try ReadableFile(opening: "file", in: directory),
            ] {
                #expect(file.length == 10 && file.path == path)
                var buffer = [UInt8](repeating: 0, count: 4)
                #expect(try file.read(at: 0, into: &buffer) == 4)
                #expect(buffer == Array("0123".utf8))
                #expect(try file.read(at: 8, into: &buffer) == 2)
                #expect(buffer == Array("8923".utf8))
                #expect(try file.read(at: 10, into: &buffer) == 0)
                #expect(try file.read(at: 1 << 40, into: &buffer) == 0)
                #expect(try file.status().length == 10)
                try file.sync()
            }
        }
    }

    @Test func `refuses a position that no file has`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.write("x", to: "file")
            let file = try ReadableFile(opening: path)
            #expect(throws: FileError(.read, path, .invalidArgument)) {
                var buffer: [UInt8] = [0]
                _ = try file.read(at: 1 << 63, into: &buffer)
            }
        }
    }

    @Test func `follows a link to a file`() async throws {
        try await ScratchDirectory.with { scratch in
            try scratch.write("x", to: "file")
            try scratch.link("link", to: "file")
            #expect(try ReadableFile(opening: scratch.filePath("link")).length == 1)
            #expect(try ReadableFile(opening: "link", in: try scratch.opened()).length == 1)
        }
    }

    @Test func `is absent when nothing has the name`() async throws {
        try await ScratchDirectory.with { scratch async throws in
            #expect(try refusals(of: "nothing", in: scratch) == [.absent, .absent])
        }
    }

    @Test(arguments: ["directory", "fifo", "socket", "dangling", "loop", "link-to-fifo", "device"])
    func `is no regular file`(kind: String) async throws {
        try await ScratchDirectory.with { scratch in
            _ = try scratch.directory("directory")
            try scratch.makeFIFO("fifo")
            try scratch.makeSocket("socket")
            try scratch.link("dangling", to: "nowhere")
            try scratch.link("loop", to: "loop")
            try scratch.link("link-to-fifo", to: "fifo")
            try scratch.link("device", to: "/dev/null")
            #expect(try refusals(of: kind, in: scratch) == [.notRegular, .notRegular])
        }
    }

    @Test func `fails where the system cannot tell`() async throws {
        try await ScratchDirectory.with { scratch in
            let below = try scratch.write("", to: "file").appending("below")
            let reason = ReadableFile.Refusal.failed(FileError(.open, below, .notDirectory))
            #expect(try refusals(of: "file/below", in: scratch) == [reason, reason])
        }
    }

    @Test(
        .refusesCalls,
        arguments: [
            .ioError, .staleNFSFileHandle, .permissionDenied, .tooManyOpenFiles, .interrupted,
        ] as [Errno]
    )
    func `fails as the system does, and is never absent`(reason: Errno) async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.write("x", to: "file")
            let error = #expect(throws: ReadableFile.Refusal.self) {
                try onThread(refusing: [.open(reason)]) { _ = try ReadableFile(opening: path) }
            }
            #expect(error == .failed(FileError(.open, path, reason)))
        }
    }

    @Test(.refusesCalls) func `fails on a name that comes and goes`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.write("x", to: "file")
            let error = #expect(throws: ReadableFile.Refusal.self) {
                try onThread(refusing: [.open(.noSuchFileOrDirectory)]) {
                    _ = try ReadableFile(opening: path)
                }
            }
            #expect(error == .failed(FileError(.open, path, .resourceBusy)))
        }
    }

    @Test(.refusesCalls) func `fails to read from a failing disk`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.write("x", to: "file")
            let file = try ReadableFile(opening: path)
            #expect(throws: FileError(.read, path, .ioError)) {
                try onThread(refusing: [.read(.ioError)]) {
                    var buffer: [UInt8] = [0]
                    _ = try file.read(at: 0, into: &buffer)
                }
            }
            #expect(throws: FileError(.sync, path, .ioError)) {
                try onThread(refusing: [.sync(.ioError)]) { try file.sync() }
            }
        }
    }
}
