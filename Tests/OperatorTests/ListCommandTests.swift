import FrontEnd
import TestSupport
import Testing

/// `wal-archive list`, line by line.
@Suite struct ListCommandTests {
    @Test func `shows timelines, ranges and gaps`() async throws {
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveFixture(in: scratch)
            try Disk.remove(archive.object(ArchiveFixture.name(2)))
            let lsn = String(archive.switchPoint, radix: 16, uppercase: true)
            let result = archive.run("list")
            #expect(result.status == 4)
            #expect(
                result.output == [
                    "\(archive.url): 8 files, 7168 kB, segments of 1 MiB",
                    "timeline 1: 4 segments, 4096 kB",
                    "  000000010000000000000001",
                    "  gap: 000000010000000000000002",
                    "  000000010000000000000003 to 000000010000000000000005 (3 segments)",
                    "timeline 2: 3 segments, 3072 kB, from timeline 1 at 0/\(lsn)",
                    "  000000020000000000000004 to 000000020000000000000006 (3 segments)",
                    "and 1 history files",
                ]
            )
        }
    }

    @Test func `answers in JSON`() async throws {
        try await ScratchDirectory.with { scratch in
            let result = try ArchiveFixture(in: scratch).run("list", "--json")
            #expect(result.status == 0)
            let start =
                #"{"bytes":5242880,"gaps":[],"ranges":[{"first":"000000010000000000000001","#
            #expect(result.output.first?.hasPrefix(start) == true)
            #expect(result.output.count == 3)
        }
    }
}
