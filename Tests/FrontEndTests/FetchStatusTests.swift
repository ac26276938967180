import FrontEnd
import Glibc
import TestSupport
import Testing

/// The table of exit statuses of wal-fetch, by what happened and by the kind of server.
@Suite struct FetchStatusTests {
    /// The server that asks.
    enum Server: CaseIterable {
        case none, recovery, standby, both, strictStandby

        var isSpared: Bool { self == .standby || self == .both }

        func prepare(_ site: Site) throws -> Site {
            var site = site
            if self == .recovery || self == .both { try site.data.signal(.recovery) }
            if self == .standby || self == .both { try site.data.signal(.standby) }
            if self == .strictStandby {
                try site.data.signal(.standby)
                site.flags += ["--strict", "on"]
            }
            return site
        }
    }

    /// What happens to the call.
    enum Event: CaseIterable {
        case delivered, absent, noArchive, emptyArchive, otherArchive, targetTaken, noTarget
        case flipped, short, otherCluster, directory, danglingLink, noControlFile

        var statuses: (spared: Int32, stopped: Int32) {
            switch self {
            case .delivered: (0, 0)
            case .absent: (1, 1)
            case .noArchive, .emptyArchive, .otherArchive, .targetTaken, .noTarget,
                .noControlFile:
                (2, 200)
            case .flipped, .short, .otherCluster, .directory, .danglingLink: (3, 201)
            }
        }
    }

    private static let fixture = WALFixture()
    private static let name = fixture.name
    private static let bytes = fixture.bytes()

    /// Makes the event happen to the next fetch.
    private func prepare(_ event: Event, _ site: Site) throws {
        let object = site.object(Self.name)
        switch event {
        case .delivered: break
        case .absent:
            try Disk.remove(object)
        case .noArchive: try Disk.remove(site.archive)
        case .emptyArchive:
            try Disk.remove(site.archive)
            _ = try site.scratch.directory("archive")
        case .otherArchive:
            try Disk.remove(object)
            let marker = site.object("wal-archive.cluster")
            let text = try Disk.text(marker)
            try Disk.write(Array(text.replacing("system 7", with: "system 8").utf8), to: marker)
        case .targetTaken: try site.data.write(Self.bytes, as: "RECOVERYXLOG")
        case .noTarget: try Disk.remove("\(site.data.path)/pg_wal")
        case .flipped:
            var bytes = try Disk.read(object)
            bytes[bytes.count / 2] ^= 4
            try Disk.write(bytes, to: object)
        case .short: try Disk.write(Self.bytes.dropLast(8192), to: object)
        case .otherCluster:
            var other = Self.fixture
            other.systemIdentifier += 1
            try Disk.write(other.bytes(), to: object)
        case .directory, .danglingLink:
            try Disk.remove(object)
            let result =
                event == .directory ? mkdir(object, 0o700) : symlink("/nowhere/at/all", object)
            #expect(result == 0)
        case .noControlFile: try Disk.remove("\(site.data.path)/global/pg_control")
        }
    }

    @Test(arguments: Event.allCases, Server.allCases)
    func `follow the table`(event: Event, server: Server) async throws {
        try await Site.with { site in
            #expect(site.archive(Self.fixture) == CommandResult(status: 0))
            let site = try server.prepare(site)
            try prepare(event, site)
            let target = site.wal("RECOVERYXLOG")
            let before = try? Disk.read(target)
            let result = site.fetch(Self.name, target)
            let expected = server.isSpared ? event.statuses.spared : event.statuses.stopped
            #expect(result.status == expected, "\(result)")
            #expect(result.output == [])
            #expect(result.errors.isEmpty == (expected < 2))
            let start = "wal-fetch: could not fetch \"\(Self.name)\": "
            #expect(result.errors.allSatisfy { $0.hasPrefix(start) })
            let delivered = try? Disk.read(target)
            #expect(delivered == (event == .delivered ? Self.bytes : before))
        }
    }

    @Test(arguments: [Server.recovery, .standby, .strictStandby])
    func `tell a gap, unless it is accepted`(server: Server) async throws {
        try await Site.with { site in
            let later = WALFixture.numbered(3)
            #expect(site.archive(later).status == 0)
            let site = try server.prepare(site)
            let gap = site.fetch("--timeout", "1ms", Self.name, site.wal("RECOVERYXLOG"))
            #expect(gap.status == (server.isSpared ? 4 : 202))
            let start = "wal-fetch: could not fetch \"\(Self.name)\": the archive does not have it,"
            #expect(gap.errors.allSatisfy { $0.hasPrefix(start) })
            #expect(gap.errors.count == 1)
        }
    }

    @Test func `say that an accepted gap is one`() async throws {
        try await Site.with { site in
            let later = WALFixture.numbered(3)
            #expect(site.archive(later).status == 0)
            let result = site.fetch("--accept-gap", Self.name, Self.name, site.wal("RECOVERYXLOG"))
            let line =
                "wal-fetch: \(Self.name): the archive does not have it, but has"
                + " \"\(later.name)\"; accept_gap says that recovery may end here"
            #expect(result == CommandResult(status: 1, errors: [line]))
        }
    }

    @Test(arguments: ["00000002.history", "\(name).00000028.backup", "\(name).partial"])
    func `are 1 and quiet for other files that are absent`(name: String) async throws {
        try await Site.with { site in
            #expect(site.archive(WALFixture.numbered(3)).status == 0)
            let result = site.fetch(name, site.wal("RECOVERYHISTORY"))
            #expect(result == CommandResult(status: 1))
        }
    }
}
