import Cluster
import SystemPackage
import TestSupport
import Testing
import WAL

/// The history files that a server has.
@Suite struct HistoryFilesTests {
    @Test func `are those of pg_wal that can be read`() async throws {
        try await ScratchDirectory.with { scratch in
            let fixture = try DataDirectoryFixture(in: scratch)
            let data = DataDirectory(path: FilePath(fixture.path))
            #expect(data.historyFiles() == [])
            try fixture.write(Array("1\t0/100000\twhy\n".utf8), as: "00000002.history")
            try fixture.write(Array("garbage".utf8), as: "00000003.history")
            try fixture.write(Array("1\t0/1\n3\t0/2\n".utf8), as: "00000004.history")
            try fixture.write(Array("1\t0/1\n".utf8), as: "00000005.history.tmp")
            try fixture.write([1], as: "000000010000000000000001")
            _ = try scratch.directory("data/pg_wal/00000006.history")
            let found = data.historyFiles().sorted { $0.timeline < $1.timeline }
            #expect(found.map(\.timeline.rawValue) == [2, 4])
            #expect(found.first?.entries.first?.switchPoint == LSN(0x10_0000))
        }
    }

    @Test func `are none without a pg_wal`() {
        #expect(DataDirectory(path: "/nowhere/at/all").historyFiles() == [])
    }
}
