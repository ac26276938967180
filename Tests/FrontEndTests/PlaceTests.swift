import FrontEnd
import TestSupport
import Testing

/// Calls from other places than the data directory, and by hand.
@Suite struct PlaceTests {
    private static let fixture = WALFixture()
    private static let name = fixture.name

    @Test func `an absolute path tells the cluster, wherever the call is made`() async throws {
        try await Site.with { site in
            var elsewhere = site
            elsewhere.workingDirectory = "/"
            #expect(elsewhere.archive(Self.fixture).status == 0)
            var other = WALFixture.numbered(2)
            other.systemIdentifier += 1
            #expect(elsewhere.archive(other).status == 3)
            try site.data.signal(.standby)
            let absent = WALFixture.numbered(9).name
            #expect(elsewhere.fetch(absent, site.wal("RECOVERYXLOG")).status == 1)
            try Disk.remove(site.archive)
            #expect(elsewhere.fetch(absent, site.wal("RECOVERYXLOG")).status == 2)
        }
    }

    @Test func `by hand the archive tells the cluster`() async throws {
        try await Site.with { site in
            #expect(site.archive(Self.fixture).status == 0)
            var byHand = site
            byHand.workingDirectory = "/"
            let target = site.scratch.path("fetched")
            #expect(byHand.fetch(Self.name, target) == CommandResult(status: 0))
            #expect(try Disk.read(target) == Self.fixture.bytes())
            #expect(try Disk.mode(of: target) == 0o600)
            let absent = WALFixture.numbered(9).name
            #expect(byHand.fetch(absent, target + "2") == CommandResult(status: 1))
            #expect(byHand.push(target, Self.name) == CommandResult(status: 0))
            let history = try site.scratch.write(Array("1\t0/1\n".utf8), to: "history")
            #expect(byHand.push(history, "00000002.history") == CommandResult(status: 0))
        }
    }

    @Test func `a server that is stopping still gets its file archived`() async throws {
        try await ScratchDirectory.with { scratch in
            // Not at the top, where the scratch directory ends the servers that it finds.
            _ = try scratch.directory("site")
            let data = try DataDirectoryFixture(in: scratch, name: "site/data")
            let archive = try ArchiveDirectory(in: scratch)
            let lines = "1\n\(data.path)\n1700000000\n5432\n/run\n*\n  1 1\nstopping\n"
            try scratch.write(Array(lines.utf8), to: "site/data/postmaster.pid")
            let path = try data.write(Self.fixture.bytes(), as: Self.name)
            let push = try await archive.push(path, as: Self.name, in: data.path)
            #expect(push.status == 0, "\(push)")
        }
    }

    @Test func `by hand nothing tells the cluster of a history file's new archive`() async throws {
        try await Site.with { site in
            var byHand = site
            byHand.workingDirectory = "/"
            let history = try site.scratch.write(Array("1\t0/1\n".utf8), to: "history")
            let result = byHand.push(history, "00000002.history")
            #expect(result.status == 2)
            #expect(try Disk.names(in: site.archive) == [])
        }
    }
}
