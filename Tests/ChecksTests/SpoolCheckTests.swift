import Checks
import Cluster
import Glibc
import SystemPackage
import TestSupport
import Testing
import WAL

/// What `check` says of the spool and of files that hold secrets.
@Suite struct SpoolCheckTests {
    private let system = SystemIdentifier(WALFixture().systemIdentifier)

    private func lines(_ data: DataDirectoryFixture?, setting: String? = nil) -> [String] {
        SpoolCheck(
            setting: setting.map { FilePath($0) },
            dataDirectory: data.map { DataDirectory(path: FilePath($0.path)) },
            system: system
        ).run().map(\.line)
    }

    @Test func `finds the spool that is set`() async throws {
        try await ScratchDirectory.with { scratch in
            let data = try DataDirectoryFixture(in: scratch)
            try data.giveToThisProcess()
            let spool = try scratch.directory("spool")
            let found = lines(data, setting: spool)
            let names = try Disk.names(in: spool)
            #expect(names.count == 1)
            #expect(found == ["spool: ok, \"\(spool)/\(names.first ?? "")\""])
        }
    }

    @Test func `finds that the one that is set is not there`() async throws {
        try await ScratchDirectory.with { scratch in
            let data = try DataDirectoryFixture(in: scratch)
            try data.giveToThisProcess()
            #expect(
                lines(data, setting: "/nowhere/spool") == [
                    "spool: FAILED, \"/nowhere/spool\" is not there, or is not the server's user's"
                        + " alone HINT: Make it a directory of that user's with mode 0700, or remove"
                        + " the setting."
                ]
            )
        }
    }

    @Test(.enabled(if: !Disk.exists("/var/spool/wal-archive"), "this host has a spool"))
    func `warns where there is none`() async throws {
        try await ScratchDirectory.with { scratch in
            let data = try DataDirectoryFixture(in: scratch)
            try data.giveToThisProcess()
            #expect(
                lines(data) == [
                    "spool: WARNING, there is none yet outside the data directory HINT: As root:"
                        + " install -d -o postgres -g postgres -m 700 /var/spool/wal-archive"
                ]
            )
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can be another user than the server's"))
    func `warns who is not the server's user`() async throws {
        try await ScratchDirectory.with { scratch in
            let data = try DataDirectoryFixture(in: scratch)
            #expect(
                lines(data) == [
                    "user: WARNING, this check runs as user 0, the server as user"
                        + " \(Account.unprivileged.user) HINT: Run it as the server's user: what"
                        + " others may do proves nothing.",
                    "spool: skipped, since it is the server's user's",
                ]
            )
        }
    }

    @Test func `needs a data directory`() {
        #expect(lines(nil) == ["spool: skipped, since no data directory was given"])
    }

    @Test func `warns of secrets that everybody may read`() async throws {
        try await ScratchDirectory.with { scratch in
            let (open, closed) = (scratch.path("open"), scratch.path("closed"))
            for (path, mode) in [(open, mode_t(0o644)), (closed, 0o640)] {
                try Disk.write([1], to: path)
                #expect(chmod(path, mode) == 0)
            }
            let files = [open, closed, open, "/nowhere/at/all"].map { FilePath($0) }
            #expect(
                SecretFileCheck(files).run().map(\.line) == [
                    "secrets: WARNING, \"\(open)\" holds a secret, and its mode lets everybody on"
                        + " this host read it HINT: Give it to the server's user alone: chmod 600"
                        + " \(open).",
                    "secrets: ok, others cannot read \"\(closed)\"",
                ]
            )
        }
    }
}
