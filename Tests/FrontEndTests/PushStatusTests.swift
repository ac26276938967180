import FrontEnd
import Glibc
import TestSupport
import Testing

/// The exit statuses of wal-push and what it tells with them.
@Suite struct PushStatusTests {
    private static let fixture = WALFixture()
    private static let name = fixture.name
    private static let bytes = fixture.bytes()

    private func failure(_ status: Int32, _ name: String, _ reason: String) -> CommandResult {
        CommandResult(
            status: status,
            errors: ["wal-push: could not archive \"\(name)\": \(reason)"]
        )
    }

    @Test func `are 0 and quiet for what is archived now or was before`() async throws {
        try await Site.with { site in
            #expect(site.archive(Self.fixture) == CommandResult(status: 0))
            #expect(site.archive(Self.fixture) == CommandResult(status: 0))
            #expect(Disk.exists(site.object(Self.name)))
        }
    }

    @Test func `are 0 with a remark where a timeline ended`() async throws {
        try await Site.with { site in
            #expect(site.archive(Self.fixture).status == 0)
            try site.data.write(Array("1\t0/180000\twhy\n".utf8), as: "00000002.history")
            var bytes = Self.bytes
            bytes[0x80000] ^= 1
            try site.data.write(bytes, as: Self.name)
            let line =
                "wal-push: \(Self.name): archived already; what differs lies behind LSN"
                + " 0/180000, where its timeline ended"
            let result = site.push(site.wal(Self.name), Self.name)
            #expect(result == CommandResult(status: 0, errors: [line]))
        }
    }

    @Test func `are 0 with a warning for a partial that is kept`() async throws {
        try await Site.with { site in
            let name = Self.name + ".partial"
            try site.data.write(Self.bytes, as: name)
            #expect(site.push(site.wal(name), name) == CommandResult(status: 0))
            let other = WALFixture(seed: 9).bytes()
            try site.data.write(other, as: name)
            let kept = try "\(name).\(digest(other).prefix(16))"
            let line =
                "wal-push: \(name): the archive holds another or a damaged file of"
                + " this name; this one was kept as \"\(kept)\""
            let result = site.push(site.wal(name), name)
            #expect(result == CommandResult(status: 0, errors: [line]))
            #expect(Disk.exists(site.object(kept)))
        }
    }

    @Test func `are 0 with a warning for a newer PostgreSQL`() async throws {
        try await Site.with { site in
            var newer = Self.fixture
            newer.magic = 0xD119
            let line =
                "wal-push: \(Self.name): page magic D119 is of a PostgreSQL newer than this"
                + " program knows"
            #expect(site.archive(newer) == CommandResult(status: 0, errors: [line]))
        }
    }

    @Test func `are 1 for other contents`() async throws {
        try await Site.with { site in
            #expect(site.archive(Self.fixture).status == 0)
            let archived = try Disk.read(site.object(Self.name))
            let result = site.archive(WALFixture(seed: 9))
            #expect(result.status == 1)
            let start =
                "wal-push: could not archive \"\(Self.name)\": the archive holds other"
                + " contents under this name, from LSN 0/100028 on: local SHA-256 "
            #expect(result.errors.count == 1)
            #expect(result.errors.first?.hasPrefix(start) == true)
            #expect(try Disk.read(site.object(Self.name)) == archived)
        }
    }

    @Test func `are 2 where it cannot be stored`() async throws {
        try await Site.with { site in
            try site.data.write(Self.bytes, as: Self.name)
            try Disk.remove(site.archive)
            let reason =
                "could not open \"\(site.archive)\": No such file or directory"
                + " HINT: Is it mounted, and is the setting archive right? This program never creates it."
            let result = site.push(site.wal(Self.name), Self.name)
            #expect(result == failure(2, Self.name, reason))
            #expect(!Disk.exists(site.archive))
        }
    }

    @Test func `are 2 where the archive was emptied`() async throws {
        try await Site.with { site in
            #expect(site.archive(Self.fixture).status == 0)
            try Disk.remove(site.archive)
            _ = try site.scratch.directory("archive")
            let reason =
                "\"file://\(site.archive)\" is empty, but held this cluster's WAL before"
                + " HINT: Is it mounted? If it was emptied on purpose, remove the spool."
            #expect(site.archive(Self.fixture) == failure(2, Self.name, reason))
            #expect(try Disk.names(in: site.archive) == [])
        }
    }

    @Test func `are 2 for a local file that cannot be read`() async throws {
        try await Site.with { site in
            let path = site.wal(Self.name)
            let reason = "the local file \"\(path)\" does not exist"
            #expect(site.push(path, Self.name) == failure(2, Self.name, reason))
            try Disk.remove("\(site.data.path)/global/pg_control")
            let control = "\"\(site.data.path)/global/pg_control\" does not exist"
            #expect(site.push(path, Self.name) == failure(2, Self.name, control))
        }
    }

    @Test func `are 3 for a local file that is wrong`() async throws {
        try await Site.with { site in
            try site.data.write([], as: Self.name)
            let reason =
                "the local file is wrong: it is empty HINT: Nothing was stored."
                + " Only what has a .ready in archive_status needs archiving: another file may be"
                + " an old one under a new name. Otherwise compare it with a standby's."
            #expect(site.push(site.wal(Self.name), Self.name) == failure(3, Self.name, reason))
            #expect(try Disk.names(in: site.archive) == [])
        }
    }

    /// The "archived copy" would be recycled together with the local file.
    @Test func `are 3 for a hard link to the local file itself`() async throws {
        try await Site.with { site in
            #expect(site.archive(.numbered(2)).status == 0)
            try site.data.write(Self.bytes, as: Self.name)
            #expect(link(site.wal(Self.name), site.object(Self.name)) == 0)
            let reason =
                "the archived copy is damaged: it is a link to the local file itself"
                + " HINT: Keep the damaged copy under another name outside the archive; the next try"
                + " then stores the file again."
            #expect(site.push(site.wal(Self.name), Self.name) == failure(3, Self.name, reason))
        }
    }

    @Test func `are 3 for another cluster's archive and for a damaged copy`() async throws {
        try await Site.with { site in
            #expect(site.archive(Self.fixture).status == 0)
            try Disk.write([1, 2, 3], to: site.object(Self.name))
            let damaged = site.archive(Self.fixture)
            #expect(damaged.status == 3)
            let start = "wal-push: could not archive \"\(Self.name)\": the archived copy is damaged"
            #expect(damaged.errors.allSatisfy { $0.hasPrefix(start) })
            let marker = site.object("wal-archive.cluster")
            let text = try Disk.text(marker).replacing("system 7", with: "system 8")
            try Disk.write(Array(text.utf8), to: marker)
            let other = site.archive(Self.fixture)
            #expect(other.status == 3)
            #expect(
                other.errors.first?.contains("\" is the archive of another cluster: its") == true
            )
        }
    }
}
