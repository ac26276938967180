import Files
import SystemPackage
import TestSupport
import Testing

/// Small files that are written whole, in place of older ones.
@Suite struct SmallFileTests {
    @Test func `writes and reads`() async throws {
        try await ScratchDirectory.with { scratch in
            let directory = try scratch.opened()
            for text in ["one", "", "another"] {
                try directory.replace("file", with: Array(text.utf8))
                #expect(try directory.contents(of: "file", limit: 100) == Array(text.utf8))
                #expect(try scratch.names() == ["file"])
            }
            #expect(try Disk.mode(of: scratch.path("file")) == 0o600)
        }
    }

    @Test func `reads no more than a limit`() async throws {
        try await ScratchDirectory.with { scratch in
            try scratch.write("12345", to: "file")
            let directory = try scratch.opened()
            #expect(try directory.contents(of: "file", limit: 3) == Array("123".utf8))
            #expect(try directory.contents(of: "file", limit: 0) == [])
        }
    }

    @Test func `is nil when it does not exist`() async throws {
        try await ScratchDirectory.with { scratch in
            let directory = try scratch.opened()
            #expect(try directory.contents(of: "file", limit: 3) == nil)
        }
    }

    @Test(arguments: ["below", "dangling"])
    func `is an error when it is no file`(name: String) async throws {
        try await ScratchDirectory.with { scratch in
            _ = try scratch.directory("below")
            try scratch.link("dangling", to: "nowhere")
            let directory = try scratch.opened()
            #expect(throws: FileError(.open, scratch.filePath(name), .invalidArgument)) {
                try directory.contents(of: name, limit: 3)
            }
        }
    }

    @Test(
        .refusesCalls,
        arguments: [
            (.rename(.ioError), .rename, .ioError), (.write(.noSpace), .write, .noSpace),
            (.open(.tooManyOpenFiles), .create, .tooManyOpenFiles),
        ] as [(RefusedCall, FileError.Action, Errno)]
    )
    func `leaves the old one when the new one cannot be written`(
        refused: RefusedCall,
        action: FileError.Action,
        reason: Errno
    ) async throws {
        try await ScratchDirectory.with { scratch in
            try scratch.write("old", to: "file")
            let directory = try scratch.opened()
            let error = #expect(throws: FileError.self) {
                try onThread(refusing: [refused]) { try directory.replace("file", with: [1]) }
            }
            #expect(error?.action == action && error?.reason == reason)
            #expect(try scratch.text("file") == "old")
            #expect(try scratch.names() == ["file"])
        }
    }
}
