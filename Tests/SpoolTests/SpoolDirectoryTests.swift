import Cluster
import Files
import Glibc
import SystemPackage
import TestSupport
import Testing
import WAL

@testable import Spool

/// Where the spool is, and whose it must be.
@Suite struct SpoolDirectoryTests {
    private static let inData = "pgsql_tmp.wal-archive"
    private let system = SystemIdentifier(WALFixture().systemIdentifier)

    /// A cluster with a spool to be found.
    private struct Site {
        let scratch: ScratchDirectory
        let data: DataDirectory

        init(_ scratch: ScratchDirectory, name: String = "data") throws {
            self.scratch = scratch
            // Not at the top, where the scratch directory ends the servers that it finds.
            _ = try scratch.directory("\(name)-site")
            let fixture = try DataDirectoryFixture(in: scratch, name: "\(name)-site/data")
            try fixture.giveToThisProcess()
            data = DataDirectory(path: FilePath(fixture.path))
        }

        func startServer(process: Int32 = getpid()) throws {
            try Disk.write(
                Array("\(process)\n".utf8),
                to: data.path.appending("postmaster.pid").string
            )
        }
    }

    private func spool(
        _ site: Site,
        setting: String? = nil,
        host: String = "/nowhere",
        user: SpoolDirectory.User = .push,
        system: SystemIdentifier?? = nil
    ) -> String? {
        SpoolDirectory(
            setting: setting.map { FilePath($0) },
            dataDirectory: site.data,
            system: system ?? self.system,
            user: user,
            hostPath: FilePath(host)
        )?.directory.path.string
    }

    @Test(arguments: [SpoolDirectory.User.push, .fetch])
    func `is the setting's, else the host's`(user: SpoolDirectory.User) async throws {
        try await ScratchDirectory.with { scratch in
            let site = try Site(scratch)
            try site.startServer()
            let set = try scratch.directory("set")
            let host = try scratch.directory("host")
            let first = spool(site, setting: set, host: host, user: user)
            #expect(first?.hasPrefix("\(set)/7312345678901234567-") == true)
            let second = spool(site, host: host, user: user)
            #expect(second?.hasPrefix("\(host)/7312345678901234567-") == true)
            #expect(!Disk.exists("\(site.data.path)/\(Self.inData)"))
            #expect(try Disk.mode(of: #require(first)) == 0o700)
        }
    }

    @Test func `is in the data directory under a running server, made by push alone`()
        async throws
    {
        try await ScratchDirectory.with { scratch in
            let site = try Site(scratch)
            let path = "\(site.data.path)/\(Self.inData)"
            #expect(spool(site) == nil)
            try site.startServer()
            #expect(spool(site, user: .fetch) == nil)
            #expect(!Disk.exists(path))
            #expect(spool(site) == path)
            #expect(try Disk.mode(of: path) == 0o700)
            #expect(spool(site, user: .fetch) == path)
            try site.startServer(process: 0)
            #expect(spool(site) == nil)
            #expect(spool(site, user: .fetch) == nil)
        }
    }

    /// pg_rewind copies and removes what is there, and fails when it changes meanwhile.
    @Test func `is none in the data directory without a server, though the setting names it`()
        async throws
    {
        try await ScratchDirectory.with { scratch in
            let site = try Site(scratch)
            let path = try scratch.directory("data-site/data/spool")
            #expect(spool(site, setting: path, user: .fetch) == nil)
            #expect(try Disk.names(in: path) == [])
        }
    }

    @Test func `is none for a call by hand or where nothing can be made`() async throws {
        try await ScratchDirectory.with { scratch in
            let site = try Site(scratch)
            let set = try scratch.directory("set")
            #expect(spool(site, setting: set, system: .some(nil)) == nil)
            #expect(spool(site, setting: scratch.path("absent")) == nil)
            #expect(!Disk.exists(scratch.path("absent")))
            #expect(spool(site, setting: try scratch.write([], to: "file")) == nil)
            let byHand = SpoolDirectory(
                setting: FilePath(set),
                dataDirectory: nil,
                system: system,
                user: .push
            )
            #expect(byHand == nil)
            #expect(try Disk.names(in: set) == [])
        }
    }

    /// A push by hand as root would make what the server's user can neither use nor replace.
    @Test func `is none for another user than the server's, and nothing is made`() async throws {
        try await ScratchDirectory.with { scratch in
            let site = try Site(scratch)
            let set = try scratch.directory("set")
            try site.startServer()
            // Only root can give it away.
            guard chown(site.data.path.string, 4242, 4242) == 0 else { return }
            for setting in [set, nil] { #expect(spool(site, setting: setting) == nil) }
            #expect(try Disk.names(in: set) == [])
            #expect(!Disk.exists("\(site.data.path)/\(Self.inData)"))
        }
    }

    @Test func `is another one for each cluster and each data directory`() async throws {
        try await ScratchDirectory.with { scratch in
            let set = try scratch.directory("set")
            let sites = [try Site(scratch), try Site(scratch, name: "restored")]
            let paths = sites.map { spool($0, setting: set) }
            #expect(paths[0] != nil && paths[1] != nil && paths[0] != paths[1])
            #expect(spool(sites[0], setting: set) == paths[0])
            let other = spool(sites[0], setting: set, system: SystemIdentifier(5))
            #expect(other != nil && other != paths[0])
        }
    }

    @Test(arguments: [0o750, 0o707, 0o777, 0o1700])
    func `is not one that others can use or own`(mode: Int) async throws {
        try await ScratchDirectory.with { scratch in
            let site = try Site(scratch)
            let set = try scratch.directory("set")
            let path = try #require(spool(site, setting: set))
            #expect(chmod(path, mode_t(mode)) == 0)
            #expect(spool(site, setting: set) == nil)
            #expect(chmod(path, 0o700) == 0)
            #expect(spool(site, setting: set) == path)
            // Only root can give it away.
            if chown(path, 4242, 4242) == 0 { #expect(spool(site, setting: set) == nil) }
        }
    }
}
