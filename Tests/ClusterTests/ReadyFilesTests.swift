import Cluster
import SystemPackage
import TestSupport
import Testing
import WAL

/// What waits for the archiver, in the archiver's order.
@Suite struct ReadyFilesTests {
    private func names(of marks: [String], limit: Int = 100) async throws -> [String] {
        try await ScratchDirectory.with { scratch in
            let data = try DataDirectoryFixture(in: scratch)
            for mark in marks { try data.write([], as: "archive_status/\(mark)") }
            let directory = FilePath("\(data.path)/pg_wal")
            let before = try Disk.names(in: "\(data.path)/pg_wal/archive_status").sorted()
            let names = ReadyFiles(in: directory, limit: limit).names.map(\.description)
            #expect(try Disk.names(in: "\(data.path)/pg_wal/archive_status").sorted() == before)
            return names
        }
    }

    @Test func `are history files first, then the oldest`() async throws {
        let found = try await names(of: [
            "000000020000000000000003.ready", "000000010000000000000009.ready",
            "000000010000000000000008.00000028.backup.ready", "00000003.history.ready",
            "000000010000000000000008.ready", "00000002.history.ready",
            "000000010000000000000008.partial.ready",
        ])
        #expect(
            found == [
                "00000002.history", "00000003.history", "000000010000000000000008",
                "000000010000000000000008.00000028.backup", "000000010000000000000008.partial",
                "000000010000000000000009", "000000020000000000000003",
            ]
        )
    }

    @Test func `are neither what is done nor what is no WAL`() async throws {
        let found = try await names(of: [
            "000000010000000000000001.done", "000000010000000000000002.ready", "x.ready", ".ready",
            "000000010000000000000003.ready.tmp", "000000010000000000000004",
        ])
        #expect(found == ["000000010000000000000002"])
    }

    @Test func `are the first of many`() async throws {
        let marks = (0..<100).map {
            "0000000100000000000000\($0 < 16 ? "0" : "")" + String($0, radix: 16, uppercase: true)
                + ".ready"
        }
        let found = try await names(of: marks.shuffled(), limit: 3)
        #expect(found == marks.prefix(3).map { String($0.dropLast(6)) })
    }

    @Test func `are none where nothing can be read`() {
        #expect(ReadyFiles(in: "/nowhere", limit: 5).names == [])
    }

    @Test func `are told one by one`() async throws {
        try await ScratchDirectory.with { scratch in
            let data = try DataDirectoryFixture(in: scratch)
            try data.write([], as: "archive_status/00000002.history.ready")
            let directory = FilePath("\(data.path)/pg_wal")
            let marked = ["00000002.history", "00000003.history"].map { name in
                WALFileName(name).map { ReadyFiles.isMarked($0, in: directory) }
            }
            #expect(marked == [true, false])
        }
    }
}
