import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

/// What the system knows of files.
@Suite struct FileStatusTests {
    @Test func `knows a regular file`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.write("12345", to: "file")
            try scratch.age("file", seconds: 1000)
            #expect(chmod(path.string, 0o4640) == 0)
            #expect(Glibc.link(path.string, scratch.path("other")) == 0)
            let status = try #require(try FileStatus.of(path))
            #expect(status.isRegular && !status.isDirectory)
            #expect(status.length == 5)
            #expect(status.permissions.rawValue == 0o4640)
            #expect(status.owner == Account.unprivileged.user)
            #expect(status.linkCount == 2)
            #expect(abs(status.modified - Int64(time(nil)) + 1000) < 500)
            #expect(status.modifiedNanoseconds == 0)
            #expect(try FileStatus.of(scratch.filePath("other")) == status)
        }
    }

    @Test func `knows a directory, by way of a link too`() async throws {
        try await ScratchDirectory.with { scratch in
            let directory = FilePath(try scratch.directory("directory"))
            try scratch.link("link", to: "directory")
            let status = try #require(try FileStatus.of(directory))
            #expect(status.isDirectory && !status.isRegular)
            #expect(try FileStatus.of(scratch.filePath("link")) == status)
        }
    }

    @Test func `is nil for nothing and for a link that leads nowhere`() async throws {
        try await ScratchDirectory.with { scratch in
            try scratch.link("link", to: "nothing")
            let (nothing, link) = (scratch.filePath("nothing"), scratch.filePath("link"))
            #expect(try FileStatus.of(nothing) == nil)
            #expect(try FileStatus.of(link) == nil)
        }
    }

    @Test func `is an error where the system cannot tell`() async throws {
        try await ScratchDirectory.with { scratch in
            let below = try scratch.write("", to: "file").appending("below")
            #expect(throws: FileError(.stat, below, .notDirectory)) { try FileStatus.of(below) }
        }
    }
}
