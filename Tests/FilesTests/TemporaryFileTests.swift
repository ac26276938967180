import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

/// Files that nobody sees until they get their names, on a file system that can do all of it.
@Suite struct TemporaryFileTests {
    private static let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }

    @Test func `has no name before it is published`() async throws {
        try await ScratchDirectory.with { scratch in
            let file = try scratch.temporaryFile(Self.bytes)
            #expect(file.length == 3_000_000)
            #expect(try scratch.names() == [])
            #expect(try file.publish(as: "file", once: .atomic) == .published)
            #expect(try scratch.names() == ["file"])
            let isWhole = try Disk.read(scratch.path("file")) == Self.bytes
            #expect(isWhole)
        }
    }

    @Test func `leaves nothing when it is given up`() async throws {
        try await ScratchDirectory.with { scratch in
            _ = try scratch.temporaryFile([1])
            #expect(try scratch.names() == [])
        }
    }

    @Test(arguments: CreateOnce.allCases)
    func `never replaces what has its name`(once: CreateOnce) async throws {
        try await ScratchDirectory.with { scratch in
            try scratch.write("old", to: "file")
            try scratch.link("dangling", to: "nowhere")
            try scratch.makeFIFO("fifo")
            _ = try scratch.directory("directory")
            for name in ["file", "dangling", "fifo", "directory"] {
                let file = try scratch.temporaryFile([1])
                #expect(try file.publish(as: name, once: once) == .nameTaken, "\(name)")
            }
            #expect(try scratch.text("file") == "old")
            #expect(try scratch.names() == ["dangling", "directory", "fifo", "file"])
            #expect(Disk.isLink(scratch.path("dangling")))
        }
    }

    @Test func `is written in pieces, of nothing too`() async throws {
        try await ScratchDirectory.with { scratch in
            let file = try scratch.temporaryFile([])
            #expect(file.length == 0)
            for piece in [[1, 2], [], [3]] as [[UInt8]] {
                try file.write(piece.span.bytes)
                file.beginWriteback()
            }
            #expect(file.length == 3)
            #expect(try file.publish(as: "file", once: .atomic) == .published)
            #expect(try Disk.read(scratch.path("file")) == [1, 2, 3])
        }
    }

    @Test(arguments: [0o600, 0o640, 0o400] as [UInt32])
    func `gets the permissions that are set`(mode: UInt32) async throws {
        try await ScratchDirectory.with { scratch in
            let file = try scratch.temporaryFile([1])
            try file.setMode(FilePermissions(rawValue: mode))
            #expect(try file.publish(as: "file", once: .atomic) == .published)
            #expect(try Disk.mode(of: scratch.path("file")) == mode)
        }
    }

    @Test func `cannot be created or published in a directory that was removed`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = FilePath(try scratch.directory("removed"))
            let place = TemporaryPlace(
                directory: try Directory(opening: path),
                subdirectory: nil,
                prefix: "our-"
            )
            let mode = FilePermissions(rawValue: 0o600)
            let early = try TemporaryFile(in: place, mode: mode)
            #expect(rmdir(path.string) == 0)
            #expect(throws: FileError.self) { try TemporaryFile(in: place, mode: mode) }
            #expect(throws: FileError.self) { try early.publish(as: "file", once: .atomic) }
            #expect(!Disk.exists(path.string))
        }
    }
}
