import Archive
import Cluster
import Glibc
import SystemPackage
import TestSupport
import Testing
import WAL

/// The history files that a server has.
@Suite struct HistoryFilesTests {
    private func with(_ body: (DataDirectoryFixture, DataDirectory, TimelineID) throws -> Void)
        async throws
    {
        try await ScratchDirectory.with { scratch in
            let fixture = try DataDirectoryFixture(in: scratch)
            let first = try #require(TimelineID(1))
            try body(fixture, DataDirectory(path: FilePath(fixture.path)), first)
        }
    }

    @Test func `are those of pg_wal above a timeline`() async throws {
        try await with { fixture, data, first in
            #expect(try data.historyFiles(above: first) == [])
            try fixture.write(Array("1\t0/100000\twhy\n".utf8), as: "00000002.history")
            try fixture.write(Array("1\t0/1\n3\t0/2\n".utf8), as: "00000004.history")
            try fixture.write(Array("1\t0/1\n".utf8), as: "00000005.history.tmp")
            try fixture.write([1], as: "000000010000000000000001")
            let found = try data.historyFiles(above: first)
                .sorted { $0.timeline < $1.timeline }
            #expect(found.map(\.timeline.rawValue) == [2, 4])
            #expect(found.first?.entries.first?.switchPoint == LSN(0x10_0000))
            try fixture.write(Array("garbage".utf8), as: "00000002.history")
            let second = try #require(TimelineID(2))
            #expect(try data.historyFiles(above: second).map(\.timeline.rawValue) == [4])
        }
    }

    @Test func `cannot be told where one is not sound`() async throws {
        try await with { fixture, data, first in
            try fixture.write(Array("garbage".utf8), as: "00000003.history")
            let reason =
                "\"\(fixture.path)/pg_wal/00000003.history\" is not sound: line 1 does not name a"
                + " timeline and a switch point"
            #expect(throws: SourceError(reason)) { try data.historyFiles(above: first) }
        }
    }

    @Test func `cannot be told where one is no file, or without a pg_wal`() async throws {
        try await with { fixture, data, first in
            #expect(mkdir("\(fixture.path)/pg_wal/00000006.history", 0o700) == 0)
            let reason =
                "could not open \"\(fixture.path)/pg_wal/00000006.history\": Invalid argument"
            #expect(throws: SourceError(reason)) { try data.historyFiles(above: first) }
            let nowhere = DataDirectory(path: "/nowhere/at/all")
            #expect(
                throws: SourceError(
                    "could not open \"/nowhere/at/all/pg_wal\": No such file or directory"
                )
            ) { try nowhere.historyFiles(above: first) }
        }
    }
}
