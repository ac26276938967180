import Foundation
import TestSupport
import Testing

/// The files in `conf.d-examples` do what they say, unchanged but for the archive's place.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ExampleConfigurationTests {
    @Test(arguments: try PostgreSQLInstallation.all())
    func `archive, recover and follow`(installation: PostgreSQLInstallation) async throws {
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveDirectory(in: scratch)
            let environment = try environment(for: archive, in: scratch)

            var primary = try await PostgreSQLServer.initialize(
                installation,
                in: scratch,
                name: "primary"
            )
            primary.environment = environment
            try primary.include("wal_archival.conf")
            try await primary.start()
            try await primary.expectIncluded("wal_archival.conf", setting: "archive_command")
            try await primary.sql(Ledger.creation)
            try await primary.insert(.inBackup)
            let backup = try await primary.backup(to: "backup", wal: "none")
            try await primary.insert(.archived)
            try await primary.archiveCurrentSegment()
            #expect(try await primary.archiverStatistics().failed == 0)
            #expect(try primary.failures() == [])

            for (kind, file) in [
                (RecoveryKind.recovery, "recovery.conf"), (.standby, "standby.conf"),
            ] {
                var server = try await PostgreSQLServer.restored(
                    installation,
                    from: backup,
                    in: scratch,
                    name: kind.rawValue
                )
                server.environment = environment
                try server.include(file)
                try server.signal(kind)
                try await server.start()
                try await server.expectIncluded(file, setting: "restore_command")
                try await server.wait(
                    for: "the archived batch",
                    "SELECT count(*) = 1000 FROM ledger WHERE batch = 'archived'"
                )
                if kind == .recovery { try await server.waitForEndOfRecovery() }
                #expect(
                    try await Ledger.contents(of: server)
                        == Ledger.contents(.inBackup, .archived)
                )
                let inRecovery = try await server.sql("SELECT pg_is_in_recovery()")
                #expect(inRecovery == (kind == .standby ? "t" : "f"))
                #expect(try server.failures() == [])
            }
        }
    }

    @Test func `every default that the settings file shows is accepted`() async throws {
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveDirectory(in: scratch)
            let fixture = WALFixture()
            let data = try DataDirectoryFixture(in: scratch)
            let path = try data.write(fixture.bytes(), as: fixture.name)
            let settings = try example("wal-archive.conf", for: archive)
            // The places that the examples name are not there.
            let shown = settings.split(separator: "\n").map { line in
                line.wholeMatch(of: /#([a-z_]+ = .*)/).flatMap {
                    $0.1.hasPrefix("spool") || $0.1.hasPrefix("backups") ? nil : String($0.1)
                } ?? String(line)
            }
            #expect(shown.filter { $0.wholeMatch(of: /[a-z_]+ = .*/) != nil }.count > 5)
            try scratch.write(Array(shown.joined(separator: "\n").utf8), to: "all.conf")
            let executables = try Executables.found()
            let outcome = try await Command(
                [executables.push, "--config", scratch.path("all.conf"), path, fixture.name],
                directory: data.path
            ).run()
            expect(outcome, exits: 0)
            #expect(try archive.names() == [fixture.name])
        }
    }

    /// The server's environment: the commands in its path, and the example of their own settings.
    private func environment(
        for archive: ArchiveDirectory,
        in scratch: ScratchDirectory
    ) throws -> [String: String] {
        let settings = try example("wal-archive.conf", for: archive)
        return [
            "PATH": "\(try Executables.found().directory):/usr/bin:/bin",
            "WAL_ARCHIVE_CONFIG": try scratch.write(
                Array(settings.utf8),
                to: "wal-archive.conf"
            ),
        ]
    }

    /// The text of an example, with this archive instead of the one that it names.
    private func example(_ name: String, for archive: ArchiveDirectory) throws -> String {
        let text = try Disk.text(Checkout.url("conf.d-examples/\(name)").path)
        let placed = text.replacing("'file:///mnt/archive'", with: "'\(archive.url)'")
        #expect(placed != text)
        return placed
    }
}

extension PostgreSQLServer {
    /// Includes an example from a copy that the server can read.
    fileprivate func include(_ example: String) throws {
        let copy = "\(name).\(example)"
        try scratch.write(
            try Disk.read(Checkout.url("conf.d-examples/\(example)").path),
            to: copy
        )
        try configure("include '\(scratch.path(copy))'")
    }

    /// Expects that the server took everything from the example and that a setting comes from it.
    fileprivate func expectIncluded(_ example: String, setting: String) async throws {
        let copy = scratch.path("\(name).\(example)")
        #expect(
            try await sql(
                "SELECT coalesce(string_agg(name || ': ' || error, ', '), '')"
                    + " FROM pg_file_settings WHERE error IS NOT NULL"
            ) == ""
        )
        #expect(
            try await sql("SELECT sourcefile FROM pg_settings WHERE name = '\(setting)'") == copy
        )
    }
}
