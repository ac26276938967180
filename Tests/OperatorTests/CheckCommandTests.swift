import FrontEnd
import TestSupport
import Testing

/// `wal-archive check` of directories and of a real server.
@Suite(.timeLimit(.minutes(5))) struct CheckCommandTests {
    @Test func `proves archive and server`() async throws {
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveDirectory(in: scratch)
            let server = try await PostgreSQLServer.initialize(
                .first(),
                in: scratch,
                name: "primary"
            )
            try server.configure(archive.archiving)
            try await server.start()
            try await server.archiveCurrentSegment()
            let conninfo = "host=\(server.socketDirectory) user=postgres dbname=postgres"
            let words = ["check", "--archive", archive.url, "--dbname", conninfo]
            let result = RecordedCall(words).run()
            #expect(result.status == 0, "\(result)")
            let system = try await server.sql("SELECT system_identifier FROM pg_control_system()")
            #expect(
                result.output == [
                    "setting: archive = '\(archive.url)' (flag --archive)",
                    "archive: ok, \"\(archive.url)\" answers",
                    "list: ok, it holds WAL",
                    "missing object: ok, the archive says that it is absent",
                    "write: ok, \".wal-archive/check\" was written",
                    "read back: ok, every byte is as it was written",
                    "create once: ok, of two writers at once one was refused",
                    "cluster: ok, its marker names this server's system identifier \(system)",
                    "spool: skipped, since no data directory was given",
                    "archive_mode: ok, on",
                    "archive_library: ok, not set",
                    "archive_command: ok, "
                        + (try await server.sql("SHOW archive_command")),
                    "restore_command: ok, not set; a recovery needs restore_command = 'wal-fetch"
                        + " %f %p'",
                ]
            )
            #expect(try archive.names().count == 1)

            let other = try DataDirectoryFixture(in: scratch, name: "other")
            let mistaken = RecordedCall(words + ["--pgdata", other.path]).run()
            #expect(mistaken.status == 5)
            #expect(
                mistaken.output.contains(
                    "server: FAILED, its system identifier is \(system), the data directory's"
                        + " \(WALFixture().systemIdentifier) HINT: Name the server's own data"
                        + " directory with --pgdata."
                )
            )

            let json = RecordedCall(words + ["--json"]).run()
            #expect(
                json.output.contains(
                    #"{"check":"write","finding":"\".wal-archive/check\" may be written and is"#
                        + #" there already","outcome":"ok","type":"check"}"#
                )
            )
        }
    }

    @Test func `says what it could not look at`() {
        let result = RecordedCall([
            "check", "--archive", "file:///nowhere/at/all", "--dbname", "host=/nowhere",
        ]).run()
        #expect(result.status == 2)
        #expect(
            result.output[1]
                == "archive: FAILED, could not open \"/nowhere/at/all\": No such file or directory"
                + " HINT: Is it mounted, and is the setting archive right? This program never"
                + " creates it."
        )
        let rest = "skipped, since the archive does not answer"
        #expect(
            Array(result.output[2...8]) == [
                "list: \(rest)", "missing object: \(rest)", "write: \(rest)",
                "read back: \(rest)", "create once: \(rest)", "cluster: \(rest)",
                "spool: skipped, since no data directory was given",
            ]
        )
        #expect(result.output[9].hasPrefix("server: FAILED, connection to server on socket"))
        #expect(result.output[9].hasSuffix("HINT: Check --dbname; it takes what psql takes."))
    }

    @Test func `refuses an archive in the data directory`() async throws {
        try await ScratchDirectory.with { scratch in
            let data = try DataDirectoryFixture(in: scratch)
            let url = "file://\(data.path)/pg_wal"
            let result = RecordedCall(["check", "--archive", url, "--pgdata", data.path]).run()
            #expect(result.status == 5)
            #expect(
                result.output[1] == "location: FAILED, the archive \"\(url)\" lies in the server's"
                    + " data directory HINT: Put it on another disk."
            )
        }
    }
}
