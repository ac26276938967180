import TestSupport
import Testing

/// Restores that are interrupted, refused, or meet damage.
@Suite(.serialized, .timeLimit(.minutes(10))) struct RestoreTests {
    /// A cluster that was backed up and lost.
    private func withLost(
        _ test: (BackupSite<ArchiveDirectory>, _ name: String) async throws -> Void
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let site = try BackupSite(in: scratch)
            let server = try await site.primary(try PostgreSQLInstallation.first())
            try await server.insert(.inBackup)
            let name = try await site.backUp(server)
            try await server.insert(.archived)
            try await server.archiveCurrentSegment()
            try await server.destroy()
            try await test(site, name)
        }
    }

    @Test func `killed anywhere, a restore goes on, and no server starts on half of one`()
        async throws
    {
        try await withLost { site, _ in
            let node = site.scratch.path("node-2")
            var random = SplitMix64(state: 7)
            for _ in 0..<6 {
                let delay = Int.random(in: 1...120, using: &random)
                let kill = #""$@" & sleep 0.\#(delay < 10 ? "0" : "")\#(delay); kill -9 $!; wait"#
                _ = try await Command(
                    ["/bin/sh", "-c", kill, "kill"] + site.line(["restore", "--to", node])
                ).run()
                let isReleased = Disk.exists("\(node)/global/pg_control")
                if isReleased { break }
            }
            let last = try await site.run("restore", "--to", node)
            // One that had ended before the kill left a whole directory.
            let isWhole = last.errors.contains("is not empty")
            #expect(last.status == 0 || isWhole, "\(last)")
            let server = try await site.started(try PostgreSQLInstallation.first(), on: "node-2")
            try await server.waitForEndOfRecovery()
            #expect(
                try await Ledger.contents(of: server) == Ledger.contents(.inBackup, .archived)
            )
        }
    }

    @Test func `a dry run tells what a restore would do, and does nothing`() async throws {
        try await withLost { site, name in
            let node = site.scratch.path("node-2")
            let plan = try await site.run("restore", "--to", node, "--dry-run")
            #expect(plan.status == 0, "\(plan)")
            let lines = plan.output.split(separator: "\n").map(String.init)
            #expect(lines.first == "would restore backup \(name) to \"\(node)\"")
            #expect(plan.errors.contains("backup \(name) is the newest that leads there"))
            #expect(!Disk.exists(node))
            let done = try await site.run("restore", "--to", node)
            #expect(done.status == 0, "\(done)")
            let settings = done.output.split(separator: "\n").filter { $0.hasPrefix("  ") }
            #expect(!settings.isEmpty)
            #expect(lines.filter { $0.hasPrefix("  ") } == settings.map(String.init))
        }
    }

    @Test func `a damaged part is told and nothing is released`() async throws {
        try await withLost { site, name in
            let part = "\(site.backups)/\(name)/base.tar.000001"
            let sound = try Disk.read(part)
            // The frame's checksum stands before the digest frame of 148 bytes: a damage there shows
            // only in the part. One amid the data may show in a file before.
            let places = [(sound.count - 150, "/base.tar.000001"), (sound.count / 2, "")]
            for (number, (offset, object)) in places.enumerated() {
                var bytes = sound
                bytes[offset] ^= 1
                try Disk.write(bytes, to: part)
                let node = site.scratch.path("node-2.\(number)")
                let outcome = try await site.run("restore", "--to", node)
                #expect(outcome.status == 3, "\(outcome)")
                #expect(outcome.errors.contains("\(object)\" is not sound"), "\(outcome)")
                #expect(!Disk.exists("\(node)/global/pg_control"))
            }
        }
    }

    @Test func `a directory with anything in it is refused`() async throws {
        try await withLost { site, name in
            let node = try site.scratch.directory("node-2")
            try Disk.write([1], to: "\(node)/precious")
            let outcome = try await site.run("restore", "--to", node)
            #expect(outcome.status == 5)
            #expect(
                outcome.errors.hasSuffix(
                    "wal-archive: could not restore backup \(name): the directory \"\(node)\" is not"
                        + " empty HINT: Name another one, or move what is in it away.\n"
                )
            )
            #expect(try Disk.names(in: node) == ["precious"])
        }
    }

    @Test func `an interrupted restore of the newest goes on once there is a newer one`()
        async throws
    {
        try await ScratchDirectory.with { scratch in
            let site = try BackupSite(in: scratch)
            let server = try await site.primary(try PostgreSQLInstallation.first())
            let begun = try await site.backUp(server)
            let node = try scratch.directory("node-2")
            try Disk.write(
                Array("wal-archive restore 1 \(begun)\nboot 0\n".utf8),
                to: "\(node)/wal-archive.restore"
            )
            try Disk.write([1], to: "\(node)/PG_VERSION")
            let newer = try await site.backUp(server)
            let other = try await site.run("restore", newer, "--to", node)
            #expect(other.status == 5)
            #expect(
                other.errors.hasSuffix(
                    "the directory \"\(node)\" is not empty HINT: It holds an interrupted restore of"
                        + " backup \(begun): name that one to go on with it, or move what is in it"
                        + " away.\n"
                )
            )
            let outcome = try await site.run("restore", "--to", node)
            #expect(outcome.status == 0, "\(outcome)")
            #expect(
                outcome.errors.contains(
                    "wal-archive: the restore of backup \(begun) was interrupted here, and goes on\n"
                )
            )
            #expect(Disk.exists("\(node)/global/pg_control"))
        }
    }

    @Test func `a backup without its description is none`() async throws {
        try await withLost { site, name in
            try Disk.remove("\(site.backups)/\(name)/backup.json")
            let outcome = try await site.run("restore", "--to", site.scratch.path("node-2"))
            #expect(outcome.status == 1)
            #expect(outcome.errors == "wal-archive: could not restore: there is no backup\n")
        }
    }

    @Test func `expiry keeps what the newest needs`() async throws {
        try await withLost { site, name in
            let plan = try await site.succeed("expire", "--keep-full", "1", "--dry-run")
            #expect(plan.contains("keep backup \(name)"))
            let before = try site.archive.names()
            try await site.succeed("expire", "--keep-full", "1")
            let after = try site.archive.names()
            #expect(after.count < before.count)
            try await site.succeed("restore", "--to", site.scratch.path("node-2"))
            let server = try await site.started(try PostgreSQLInstallation.first(), on: "node-2")
            try await server.waitForEndOfRecovery()
            #expect(
                try await Ledger.contents(of: server) == Ledger.contents(.inBackup, .archived)
            )
        }
    }

    @Test func `a backup killed anywhere is none, and the next one is whole`() async throws {
        try await ScratchDirectory.with { scratch in
            let site = try BackupSite(in: scratch)
            let server = try await site.primary(try PostgreSQLInstallation.first())
            try await server.insert(.inBackup)
            let line = site.line(["backup", "--dbname", site.connection(to: server)])
            for delay in ["0.05", "0.15", "0.3", "0.5"] {
                let kill = #""$@" & sleep \#(delay); kill -9 $!; wait"#
                _ = try await Command(["/bin/sh", "-c", kill, "kill"] + line).run()
            }
            let name = try await site.backUp(server)
            for folder in try Disk.names(in: site.backups) where folder != "wal-archive.cluster" {
                guard Disk.exists("\(site.backups)/\(folder)/backup.json") else { continue }
                let outcome = try await site.run(
                    "restore",
                    folder,
                    "--no-archiving",
                    "--to",
                    scratch.path("to-\(folder)")
                )
                #expect(outcome.status == 0, "\(outcome)")
            }
            #expect(Disk.exists(scratch.path("to-\(name)/global/pg_control")))
        }
    }
}
