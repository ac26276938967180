import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

/// Open directories.
@Suite struct DirectoryTests {
    /// The names that a directory visits, in order.
    private func visited(_ directory: Directory) throws -> [String] {
        var names: [String] = []
        try directory.forEachName {
            names.append($0)
            return true
        }
        return names.sorted()
    }

    @Test func `opens nothing but directories`() async throws {
        try await ScratchDirectory.with { scratch in
            let nothing = scratch.filePath("nothing")
            #expect(throws: FileError(.open, nothing, .noSuchFileOrDirectory)) {
                try Directory(opening: nothing)
            }
            let file = try scratch.write("", to: "file")
            #expect(throws: FileError(.open, file, .notDirectory)) { try Directory(opening: file) }
            #expect(try scratch.opened().path == FilePath(scratch.path))
        }
    }

    @Test func `opens what is below it, whatever stands at its path by now, and no link`()
        async throws
    {
        try await ScratchDirectory.with { scratch in
            let directory = try Directory(opening: FilePath(try scratch.directory("one")))
            _ = try scratch.directory("one/below")
            try scratch.write("", to: "one/below/file")
            #expect(symlink("below", scratch.path("one/link")) == 0)
            #expect(Glibc.rename(scratch.path("one"), scratch.path("two")) == 0)
            _ = try scratch.directory("one")
            _ = try scratch.directory("one/below")
            #expect(try visited(Directory(opening: "below", in: directory)) == ["file"])
            let link = scratch.filePath("one/link")
            #expect(throws: FileError(.open, link, .notDirectory)) {
                try Directory(opening: "link", in: directory)
            }
        }
    }

    @Test func `visits every name once`() async throws {
        try await ScratchDirectory.with { scratch in
            let names = [".hidden", "a b", "ärchiv", String(repeating: "x", count: 255)]
            for name in names { try scratch.write("", to: name) }
            _ = try scratch.directory("below")
            let directory = try scratch.opened()
            #expect(try visited(directory) == (names + ["below"]).sorted())
            #expect(try visited(directory).count == 5, "a second visit begins at the beginning")
        }
    }

    @Test func `stops visiting when told`() async throws {
        try await ScratchDirectory.with { scratch in
            for number in 0..<10 { try scratch.write("", to: "\(number)") }
            var count = 0
            try scratch.opened().forEachName { _ in
                count += 1
                return count < 3
            }
            #expect(count == 3)
        }
    }

    @Test func `means the same directory after a rename, and none in its place`() async throws {
        try await ScratchDirectory.with { scratch in
            let directory = try Directory(opening: FilePath(try scratch.directory("one")))
            try scratch.write("", to: "one/file")
            #expect(Glibc.rename(scratch.path("one"), scratch.path("two")) == 0)
            _ = try scratch.directory("one")
            #expect(try visited(directory) == ["file"])
            #expect(try directory.status(of: "file")?.isRegular == true)
            #expect(try directory.isLinked())
        }
    }

    @Test func `is linked until it is removed`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.directory("removed")
            let directory = try Directory(opening: FilePath(path))
            #expect(try directory.isLinked())
            #expect(try directory.status().isDirectory)
            #expect(rmdir(path) == 0)
            #expect(try !directory.isLinked())
            #expect(try directory.status(of: "file") == nil)
            #expect(throws: FileError(.create, FilePath(path + "/a"), .noSuchFileOrDirectory)) {
                try directory.createDirectory("a", mode: .ownerReadWriteExecute)
            }
        }
    }

    @Test func `tells what a name stands for, a link itself included`() async throws {
        try await ScratchDirectory.with { scratch in
            try scratch.write("123", to: "file")
            try scratch.link("link", to: "nowhere")
            let directory = try scratch.opened()
            #expect(try directory.status(of: "file")?.length == 3)
            let link = try #require(try directory.status(of: "link"))
            #expect(!link.isRegular && !link.isDirectory)
            #expect(try directory.status(of: "nothing") == nil)
            let below = scratch.filePath("file/below")
            #expect(throws: FileError(.stat, below, .notDirectory)) {
                try directory.status(of: "file/below")
            }
        }
    }

    @Test func `creates a directory unless it is there`() async throws {
        try await ScratchDirectory.with { scratch in
            let directory = try scratch.opened()
            try directory.createDirectory("new", mode: FilePermissions(rawValue: 0o700))
            try scratch.write("", to: "new/file")
            try directory.createDirectory("new", mode: FilePermissions(rawValue: 0o755))
            #expect(try Disk.mode(of: scratch.path("new")) == 0o700)
            #expect(try Disk.names(in: scratch.path("new")) == ["file"])
        }
    }

    @Test func `removes a file, and none without an error`() async throws {
        try await ScratchDirectory.with { scratch in
            try scratch.write("", to: "file")
            let below = FilePath(try scratch.directory("below"))
            let directory = try scratch.opened()
            try directory.remove("file")
            try directory.remove("file")
            #expect(throws: FileError(.remove, below, .isDirectory)) {
                try directory.remove("below")
            }
            #expect(try scratch.names() == ["below"])
        }
    }

    @Test(.refusesCalls, arguments: [.invalidArgument, .ioError, .readOnlyFileSystem] as [Errno])
    func `takes only EINVAL of a sync for nothing to do`(reason: Errno) async throws {
        try await ScratchDirectory.with { scratch in
            let directory = try scratch.opened()
            try directory.sync()
            var failure: FileError?
            do {
                try onThread(refusing: [.sync(reason)]) { try directory.sync() }
            } catch let error as FileError {
                failure = error
            }
            let expected = FileError(.sync, directory.path, reason)
            #expect(failure == (reason == .invalidArgument ? nil : expected))
        }
    }

    @Test(.refusesCalls, arguments: [.ioError, .staleNFSFileHandle, .noMemory] as [Errno])
    func `takes no failing listing for an empty directory`(reason: Errno) async throws {
        try await ScratchDirectory.with { scratch in
            let directory = try scratch.opened()
            for refused in [RefusedCall.list(reason), .open(reason)] {
                #expect(throws: FileError(.list, directory.path, reason)) {
                    try onThread(refusing: [refused]) { try directory.forEachName { _ in true } }
                }
            }
        }
    }
}
