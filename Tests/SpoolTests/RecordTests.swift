import Archive
import Cluster
import Files
import Glibc
import SystemPackage
import TestSupport
import Testing
import WAL

@testable import Spool

/// Records that calls leave for later calls; what is not exactly one is none.
@Suite struct RecordTests {
    private static let url = "file:///mnt/archive"
    private static let record =
        "url \(url)\nwal-archive 1\nsystem 7312345678901234567\n"
        + "archive 0123456789abcdef0123456789abcdef\n"

    private func marker() throws -> ClusterMarker {
        let bytes = Self.record.split(separator: "\n").dropFirst().map { $0 + "\n" }.joined().utf8
        return try #require(ClusterMarker(Array(bytes)))
    }

    private func with(_ body: (SpoolDirectory, ScratchDirectory) throws -> Void) async throws {
        try await ScratchDirectory.with { scratch in
            let data = try DataDirectoryFixture(in: scratch).path
            let spool = SpoolDirectory(
                setting: FilePath(try scratch.directory("spool")),
                dataDirectory: DataDirectory(path: FilePath(data)),
                system: SystemIdentifier(7),
                user: .push
            )
            try body(#require(spool), scratch)
        }
    }

    private func plant(_ text: String, as name: String, in spool: SpoolDirectory) throws {
        try Disk.write(Array(text.utf8), to: spool.directory.path.appending(name).string)
    }

    @Test func `remembers an archive`() async throws {
        try await with { (spool, _) throws in
            #expect(!SpoolMemory(spool).isProven(url: Self.url))
            SpoolMemory(spool).remember(marker: try marker(), url: Self.url)
            #expect(SpoolMemory(spool).isProven(url: Self.url))
            for other in ["file:///mnt/archive2", "file:///mnt", "", "file:///mnt/archive/"] {
                #expect(!SpoolMemory(spool).isProven(url: other))
            }
            let path = spool.directory.path.string
            #expect(try Disk.names(in: path) == ["archive"])
            #expect(try Disk.text(path + "/archive") == Self.record)
            SpoolMemory(spool).remember(marker: try marker(), url: "file:///other")
            #expect(!SpoolMemory(spool).isProven(url: Self.url))
        }
    }

    @Test func `writes a record once`() async throws {
        try await with { (spool, _) throws in
            var inodes: [ino_t] = []
            for _ in 0..<3 {
                SpoolMemory(spool).remember(marker: try marker(), url: Self.url)
                var status = stat()
                #expect(stat(spool.directory.path.appending("archive").string, &status) == 0)
                inodes.append(status.st_ino)
            }
            #expect(Set(inodes).count == 1)
        }
    }

    @Test func `ignores a record that was cut off`() async throws {
        try await with { (spool, _) throws in
            let believed = try (0..<Self.record.utf8.count).filter { length in
                try plant(String(Self.record.prefix(length)), as: "archive", in: spool)
                return SpoolMemory(spool).isProven(url: Self.url)
            }
            #expect(believed == [])
        }
    }

    @Test(arguments: [
        "", "\0\0\0\0", "garbage", "url file:///mnt/archive\ngarbage",
        "url file:///mnt/archive\n" + String(repeating: "\0", count: 100),
    ])
    func `ignores garbage`(text: String) async throws {
        try await with { (spool, _) throws in
            try plant(text, as: "archive", in: spool)
            #expect(!SpoolMemory(spool).isProven(url: Self.url))
            SpoolMemory(spool).remember(marker: try marker(), url: Self.url)
            #expect(SpoolMemory(spool).isProven(url: Self.url))
        }
    }

    @Test func `needs no spool that can be read or written`() async throws {
        try await with { (spool, scratch) throws in
            try Disk.remove(scratch.path("spool"))
            SpoolMemory(spool).remember(marker: try marker(), url: Self.url)
            #expect(!SpoolMemory(spool).isProven(url: Self.url))
        }
        try await with { (spool, _) throws in
            #expect(mkfifo(spool.directory.path.appending("archive").string, 0o600) == 0)
            #expect(!SpoolMemory(spool).isProven(url: Self.url))
        }
    }
}
