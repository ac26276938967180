import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

/// Locks, and files that are locked while they are written.
@Suite struct FileLockTests {
    private func with(_ body: (Directory, ScratchDirectory) throws -> Void) async throws {
        try await ScratchDirectory.with { scratch in
            try body(Directory(opening: FilePath(try scratch.directory("locks"))), scratch)
        }
    }

    @Test func `one at a time has a lock, which ends with it`() async throws {
        try await with { (directory, _) throws in
            #expect(!FileLock.isHeld("lock", in: directory))
            var lock = try FileLock.take("lock", in: directory)
            #expect(lock != nil)
            #expect(FileLock.isHeld("lock", in: directory))
            #expect(try FileLock.take("lock", in: directory) == nil)
            lock = nil
            #expect(!FileLock.isHeld("lock", in: directory))
            #expect(try FileLock.take("lock", in: directory) != nil)
        }
    }

    @Test func `a link is no lock`() async throws {
        try await with { (directory, scratch) throws in
            let target = try scratch.write([], to: "target")
            #expect(symlink(target, directory.path.appending("lock").string) == 0)
            #expect(throws: FileError.self) { try FileLock.take("lock", in: directory) }
        }
    }

    @Test func `a file is locked until it has its name`() async throws {
        try await with { (directory, scratch) throws in
            try scratch.write(Array("old".utf8), to: "locks/x")
            try scratch.write(Array("left behind".utf8), to: "locks/x.part")
            do {
                let file = try LockedFile(
                    creating: "x.part",
                    in: directory,
                    mode: [.ownerReadWrite]
                )
                #expect(FileLock.isHeld("x.part", in: directory))
                try file.write(Array("new".utf8).span.bytes)
                let status = try file.rename(to: "x")
                #expect(try directory.status(of: "x") == status)
            }
            #expect(!FileLock.isHeld("x", in: directory))
            #expect(try directory.contents(of: "x", limit: 10) == Array("new".utf8))
            #expect(try directory.status(of: "x.part") == nil)
        }
    }

    @Test func `a file moves where nothing has its name`() async throws {
        try await with { (directory, scratch) throws in
            let target = try Directory(opening: FilePath(try scratch.directory("target")))
            for name in ["a", "b"] { try scratch.write(Array(name.utf8), to: "locks/\(name)") }
            #expect(try directory.move("a", to: target, as: "x") == .published)
            #expect(try directory.status(of: "a") == nil)
            #expect(try directory.move("b", to: target, as: "x") == .nameTaken)
            #expect(try target.contents(of: "x", limit: 10) == Array("a".utf8))
            #expect(throws: FileError.self) { try directory.move("absent", to: target, as: "y") }
        }
    }

    @Test func `a file does not move onto another file system`() async throws {
        try await with { (directory, scratch) throws in
            let memory = try Directory(opening: "/dev/shm")
            let here = try #require(try FileStatus.of(directory.path))
            guard try FileStatus.of(memory.path)?.device != here.device else { return }
            try scratch.write([1], to: "locks/a")
            #expect(try directory.move("a", to: memory, as: "waltest-\(here.inode)") == nil)
            #expect(try memory.space().isMemory)
        }
    }

    @Test func `the room of a file system is told`() async throws {
        try await with { (directory, _) throws in
            #expect(try directory.space().free > 0)
        }
    }
}
