import Cluster
import Files
import SystemPackage
import TestSupport
import Testing
import WAL

@testable import Spool

/// Regions of buckets, remembered from one call to the next.
@Suite struct BucketRegionsTests {
    private func with(_ body: (BucketRegions, FilePath) throws -> Void) async throws {
        try await ScratchDirectory.with { scratch in
            let fixture = try DataDirectoryFixture(in: scratch)
            try fixture.giveToThisProcess()
            let spool = try #require(
                SpoolDirectory(
                    setting: FilePath(try scratch.directory("spool")),
                    dataDirectory: DataDirectory(path: FilePath(fixture.path)),
                    system: SystemIdentifier(7),
                    user: .fetch
                )
            )
            try body(BucketRegions(spool), spool.directory.path.appending("region"))
        }
    }

    @Test func `are remembered, the last one`() async throws {
        try await with { regions, _ in
            #expect(regions.region(of: "wal") == nil)
            regions.remember("eu-west-1", of: "wal")
            #expect(regions.region(of: "wal") == "eu-west-1")
            #expect(regions.region(of: "wa") == nil)
            regions.remember("eu-west-2", of: "other")
            #expect(regions.region(of: "wal") == nil)
            #expect(regions.region(of: "other") == "eu-west-2")
        }
    }

    @Test(arguments: ["", "wal", "wal ", "wal eu-west-1", "wal eu-west-1 x\n", "\u{0}"])
    func `are not read from anything else`(text: String) async throws {
        try await with { regions, path in
            try Disk.write(Array(text.utf8), to: path.string)
            #expect(regions.region(of: "wal") == nil)
        }
    }
}
