import Archive
import Cluster
import Glibc
import SystemPackage
import TestSupport
import Testing

/// The file that PostgreSQL wants archived.
@Suite struct FileSourceTests {
    private func with(
        _ bytes: [UInt8],
        _ body: (FileSource, String) throws -> Void
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.write(bytes, to: "file")
            try body(FileSource(opening: FilePath(path)), path)
        }
    }

    @Test func `is read at any place`() async throws {
        try await with(Array(0..<200)) { (source, _) throws in
            #expect(source.length == 200)
            var buffer = [UInt8](repeating: 0, count: 150)
            #expect(try source.read(at: 0, into: &buffer) == 150)
            #expect(buffer == Array(0..<150))
            #expect(try source.read(at: 150, into: &buffer) == 50)
            #expect(buffer.prefix(50).elementsEqual(150..<200))
            #expect(try source.read(at: 200, into: &buffer) == 0)
            #expect(try source.read(at: 1 << 40, into: &buffer) == 0)
        }
    }

    @Test func `stays the same file whatever its name is given to`() async throws {
        try await with([1, 2, 3]) { (source, path) throws in
            try Disk.write([9, 9], to: path + ".new")
            #expect(rename(path + ".new", path) == 0)
            var buffer = [UInt8](repeating: 0, count: 9)
            #expect(try source.read(at: 0, into: &buffer) == 3)
            #expect(buffer.prefix(3) == [1, 2, 3])
            #expect(try source.isUnchanged())
        }
    }

    @Test func `tells that it was changed`() async throws {
        try await with([1, 2, 3]) { (source, path) throws in
            #expect(try source.isUnchanged())
            try Disk.append("x", to: path)
            #expect(try !source.isUnchanged())
        }
        try await with([1, 2, 3]) { (source, path) throws in
            #expect(truncate(path, 1) == 0)
            #expect(try !source.isUnchanged())
        }
        try await with([1, 2, 3]) { (source, path) throws in
            var times = [timespec(tv_sec: 1, tv_nsec: 0), timespec(tv_sec: 1, tv_nsec: 5)]
            #expect(utimensat(AT_FDCWD, path, &times, 0) == 0)
            #expect(try !source.isUnchanged())
        }
    }

    @Test func `tells why it cannot be opened`() async throws {
        try await ScratchDirectory.with { scratch in
            let absent = scratch.path("absent")
            #expect(throws: SourceError("the local file \"\(absent)\" does not exist")) {
                try FileSource(opening: FilePath(absent))
            }
            let fifo = scratch.path("fifo")
            #expect(mkfifo(fifo, 0o600) == 0)
            for path in [try scratch.directory("directory"), fifo] {
                #expect(throws: SourceError("\"\(path)\" is no regular file")) {
                    try FileSource(opening: FilePath(path))
                }
            }
            let beneath = try scratch.write([], to: "file") + "/x"
            #expect(throws: SourceError("could not open \"\(beneath)\": Not a directory")) {
                try FileSource(opening: FilePath(beneath))
            }
        }
    }
}
