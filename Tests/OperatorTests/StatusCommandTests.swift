import Foundation
import FrontEnd
import TestSupport
import Testing

/// `wal-archive status` of a real server that archives, fails, lags and deceives.
@Suite(.timeLimit(.minutes(5))) struct StatusCommandTests {
    /// The status and the first line, without its figures.
    private func status(
        _ archive: ArchiveDirectory,
        _ server: PostgreSQLServer,
        _ words: String...
    ) -> (status: Int32, line: String) {
        let result = run(archive, server, words)
        let line = result.output.first ?? result.errors.first ?? ""
        return (result.status, String(line.prefix { $0 != "|" }))
    }

    private func run(
        _ archive: ArchiveDirectory,
        _ server: PostgreSQLServer,
        _ words: [String]
    ) -> CommandResult {
        RecordedCall(
            ["status", "--archive", archive.url, "--dbname", conninfo(server)] + words
        ).run()
    }

    private func conninfo(_ server: PostgreSQLServer) -> String {
        "host=\(server.socketDirectory) user=postgres dbname=postgres"
    }

    /// Gives the server another archive_command and a segment to archive with it.
    private func archive(_ server: PostgreSQLServer, by command: String) async throws -> String {
        try await server.sql("ALTER SYSTEM SET archive_command = '\(command)'")
        try await server.sql("SELECT pg_reload_conf()")
        try await server.wait(
            for: "the setting",
            "SELECT current_setting('archive_command') = '\(command)'"
        )
        return try await server.sql(
            "SELECT pg_create_restore_point('switch')",
            "SELECT pg_walfile_name(pg_switch_wal())"
        ).split(separator: "\n").last.map(String.init) ?? ""
    }

    @Test func `follows a server`() async throws {
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveDirectory(in: scratch)
            let server = try await PostgreSQLServer.initialize(
                .first(),
                in: scratch,
                name: "primary"
            )
            try server.configure(archive.archiving)
            try await server.start()
            let segment = try await server.archiveCurrentSegment()

            let sound = run(archive, server, [])
            #expect(sound.status == 0)
            #expect(sound.errors == [])
            #expect(sound.output[0].hasPrefix("WAL ARCHIVE OK: the last file was archived "))
            #expect(sound.output.contains("waiting: 0 files"))
            #expect(
                sound.output.contains {
                    $0.hasPrefix("unbroken WAL: ") && $0.hasSuffix(" to \(segment)")
                }
            )
            #expect(
                sound.output.last
                    == "recoverable points: not known, since the setting backups is not set"
            )

            let metrics = scratch.path("wal.prom")
            let json = run(archive, server, ["--json", "--prometheus", metrics])
            #expect(json.status == 0)
            #expect(json.output.count == 1)
            #expect(json.output[0].contains(#""archive_mode":"on","#))
            #expect(json.output[0].contains(#""name":"\#(segment)""#))
            #expect(json.output[0].contains(#""status":"ok","#))
            #expect(
                try Disk.text(metrics).contains(
                    "wal_archive_waiting_files{archive=\"\(archive.url)\"} 0\n"
                )
            )

            let gate = try scratch.write([], to: "gate")
            let slowly = "while test -e \(gate); do sleep 0.1; done; "
            let late = try await self.archive(
                server,
                by: slowly + server.sql("SHOW archive_command")
            )
            var found = status(archive, server, "--warning-files", "1")
            #expect(found.status == 1)
            #expect(found.line == "WAL ARCHIVE WARNING: 1 files wait to be archived ")
            #expect(status(archive, server).status == 0)
            try Disk.remove(gate)
            try await server.wait(
                for: "the late segment",
                "SELECT last_archived_wal = '\(late)' FROM pg_stat_archiver"
            )

            let failed = try await self.archive(server, by: "false")
            try await server.wait(
                for: "a failure",
                "SELECT last_failed_wal = '\(failed)' FROM pg_stat_archiver"
            )
            found = status(archive, server)
            #expect(found.status == 1)
            #expect(
                found.line == "WAL ARCHIVE WARNING: the last try to archive \(failed) failed; the"
                    + " reason is in the server's log "
            )
            found = status(archive, server, "--critical-files", "1")
            #expect(found.status == 2)
            #expect(
                found.line.hasPrefix("WAL ARCHIVE CRITICAL: 1 files wait to be archived; the last")
            )

            let lost = try await self.archive(server, by: "true")
            try await server.wait(
                for: "the deception",
                "SELECT last_archived_wal = '\(lost)' FROM pg_stat_archiver"
            )
            found = status(archive, server)
            #expect(found.status == 2)
            #expect(
                found.line == "WAL ARCHIVE CRITICAL: the server counts \(lost) as archived, and the"
                    + " archive does not have it "
            )
            #expect(status(archive, server, "--no-archive").status == 0)

            try await server.stop()
            found = status(archive, server)
            #expect(found.status == 2)
            #expect(found.line.hasPrefix("WAL ARCHIVE CRITICAL: the server does not answer: "))
        }
    }

    @Test func `tells what waits in a data directory`() async throws {
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveDirectory(in: scratch)
            let data = try DataDirectoryFixture(in: scratch)
            try data.write([], as: "archive_status/000000010000000000000001.ready")
            try data.write([], as: "archive_status/000000010000000000000002.done")
            let words = [
                "status", "--archive", archive.url, "--pgdata", data.path, "--warning-files", "1",
            ]
            let result = RecordedCall(words).run()
            #expect(result.status == 1)
            #expect(result.output[0].hasPrefix("WAL ARCHIVE WARNING: 1 files wait to be archived"))
        }
    }

    /// The names are the same in both: only the headers, or the marker, tell.
    @Test(arguments: [false, true])
    func `alarms where the archive is another cluster's`(hasMarker: Bool) async throws {
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveDirectory(in: scratch)
            let data = try DataDirectoryFixture(in: scratch)
            var segment = WALFixture()
            let words = ["status", "--archive", archive.url, "--pgdata", data.path]
            if hasMarker {
                let marker =
                    "wal-archive 1\nsystem 7300000000000000002\narchive "
                    + String(repeating: "a", count: 32) + "\n"
                try Disk.write(Array(marker.utf8), to: "\(archive.path)/wal-archive.cluster")
            } else {
                try Disk.write(segment.bytes(), to: "\(archive.path)/\(segment.name)")
                let own = RecordedCall(words).run()
                #expect(own.status == 0, "\(own)")
                segment.systemIdentifier = 7_300_000_000_000_000_002
            }
            try Disk.write(segment.bytes(), to: "\(archive.path)/\(segment.name)")
            let result = RecordedCall(words).run()
            #expect(result.status == 2, "\(result)")
            #expect(
                result.output.first?.hasPrefix(
                    "WAL ARCHIVE CRITICAL: the archive is another cluster's: its system identifier is"
                        + " 7300000000000000002, this server's \(WALFixture().systemIdentifier) HINT:"
                        + " Give each cluster an archive of its own, also after initdb and"
                        + " pg_upgrade."
                ) == true,
                "\(result)"
            )
        }
    }

    @Test func `does not know what an archive holds that is not there`() {
        let result = RecordedCall(["status", "--archive", "file:///nowhere/at/all"]).run()
        #expect(result.status == 3)
        #expect(
            result.output == [
                "WAL ARCHIVE UNKNOWN: the archive does not answer: could not open"
                    + " \"/nowhere/at/all\": No such file or directory HINT: Is it mounted, and is"
                    + " the setting archive right? This program never creates it.; no server was"
                    + " asked, and no data directory looked at HINT: Use --dbname or --pgdata."
            ]
        )
    }

    @Test(
        arguments: [
            (
                ["--warning-age", "soon"],
                "\"soon\" of flag --warning-age is not a time from 1ms to"
                    + " 1d (seconds without a unit)"
            ),
            (["--critical-files", "0"], "\"0\" of flag --critical-files is not a number above 0"),
        ]
    )
    func `knows nothing by limits that are none`(words: [String], reason: String) {
        let result = RecordedCall(["status", "--archive", "file:///a"] + words).run()
        #expect(result == CommandResult(status: 3, output: ["WAL ARCHIVE UNKNOWN: \(reason)"]))
    }

    @Test func `knows nothing without an archive, and Nagios hears why`() {
        #expect(
            RecordedCall("status").run()
                == CommandResult(
                    status: 3,
                    output: [
                        "WAL ARCHIVE UNKNOWN: could not read the settings: setting \"archive\" is"
                            + " not set HINT: Set it in /etc/wal-archive/wal-archive.conf, as"
                            + " environment variable WAL_ARCHIVE or as flag --archive, for example"
                            + " to file:///mnt/archive."
                    ]
                )
        )
    }

    @Test func `does not know what base backups there are in a place that is not there`()
        async throws
    {
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveDirectory(in: scratch)
            let result = RecordedCall(
                "status",
                "--archive",
                archive.url,
                "--backups",
                "file:///nowhere/at/all"
            ).run()
            #expect(result.status == 3)
            #expect(
                result.output.first?.hasPrefix(
                    "WAL ARCHIVE UNKNOWN: the base backups do not answer: could not read the"
                        + " backups: could not open \"/nowhere/at/all\": No such file or directory"
                ) == true
            )
        }
    }
}
