import Checks
import Testing

/// What `check` says of a server's settings.
@Suite struct ServerCheckTests {
    private func lines(_ change: (inout ServerSettings) -> Void) -> [String] {
        var settings = ServerSettings(
            archiveMode: "on",
            archiveCommand: "wal-push %p %f",
            restoreCommand: "/usr/local/bin/wal-fetch %f %p"
        )
        change(&settings)
        return ServerCheck(settings, archive: "file:///mnt/archive").run().map(\.line)
    }

    private func archiving(_ command: String) -> String {
        lines { $0.archiveCommand = command }[2]
    }

    private func restoring(_ command: String) -> String {
        lines { $0.restoreCommand = command }[3]
    }

    @Test func `finds a server that archives and can recover`() {
        #expect(
            lines { _ in } == [
                "archive_mode: ok, on",
                "archive_library: ok, not set",
                "archive_command: ok, wal-push %p %f",
                "restore_command: ok, /usr/local/bin/wal-fetch %f %p",
            ]
        )
    }

    @Test func `finds a standby that archives once it is promoted`() {
        #expect(
            lines { $0.isInRecovery = true }[0]
                == "archive_mode: ok, on; this standby archives once it is promoted"
        )
    }

    @Test func `finds that nothing is archived`() {
        let found = lines { settings in
            settings.archiveMode = "off"
            settings.archiveCommand = "(disabled)"
        }
        #expect(
            found[0] == "archive_mode: FAILED, it is off: nothing is archived HINT: Set"
                + " archive_mode = on, and restart the server."
        )
        #expect(found[2] == "archive_command: skipped, since archive_mode is off")
    }

    @Test func `finds that a library archives instead`() {
        #expect(
            lines { $0.archiveLibrary = "basic_archive" }[1]
                == "archive_library: FAILED, it is \"basic_archive\": PostgreSQL does not run"
                + " archive_command HINT: Set archive_library = '', and reload."
        )
    }

    @Test func `finds a command that is empty`() {
        #expect(
            archiving("") == "archive_command: FAILED, it is empty: WAL waits in pg_wal until the"
                + " disk is full HINT: Set archive_command = 'wal-push %p %f', and reload."
        )
    }

    @Test(arguments: ["/bin/true", "true", ":", "exit 0"])
    func `finds a command that does nothing`(command: String) {
        #expect(
            archiving(command)
                == "archive_command: FAILED, \"\(command)\" archives nothing, and PostgreSQL"
                + " removes every file as archived HINT: Set archive_command = 'wal-push %p %f',"
                + " reload, and take a new base backup."
        )
    }

    @Test func `warns of other commands`() {
        #expect(
            archiving("cp %p /mnt/archive/%f")
                == "archive_command: WARNING, \"cp %p /mnt/archive/%f\" is not wal-push: what it"
                + " archives is not checked here HINT: Set archive_command = 'wal-push %p %f',"
                + " and reload."
        )
        #expect(
            restoring("cp /mnt/archive/%f %p")
                == "restore_command: WARNING, \"cp /mnt/archive/%f %p\" is not wal-fetch:"
                + " PostgreSQL takes its errors for the end of the archive HINT: Set"
                + " restore_command = 'wal-fetch %f %p', and reload."
        )
    }

    @Test(arguments: ["wal-push %f %p", "wal-push %p", "wal-push", "wal-push %p %f --strict on"])
    func `finds words in another order`(command: String) {
        #expect(
            archiving(command)
                == "archive_command: FAILED, \"\(command)\" does not end in %p %f HINT: Set"
                + " archive_command = 'wal-push %p %f', and reload."
        )
    }

    @Test(
        arguments: [
            "wal-push %p %f || true", "wal-push %p %f; exit 0", "wal-push %p %f | logger",
            "wal-push %p %f & wait",
        ]
    )
    func `finds that the exit status gets lost`(command: String) {
        #expect(
            archiving(command)
                == "archive_command: FAILED, \"\(command)\" goes on behind wal-push, whose exit"
                + " status may get lost HINT: Set archive_command = 'wal-push %p %f', and reload."
        )
    }

    @Test(arguments: ["--archive file:///mnt/other", "--archive='file:///mnt/other'"])
    func `finds that another archive is named`(flag: String) {
        #expect(
            archiving("wal-push \(flag) %p %f")
                == "archive_command: FAILED, it names another archive, \"file:///mnt/other\", than"
                + " this check, \"file:///mnt/archive\" HINT: Keep the archive's URL in one place:"
                + " the file of settings."
        )
    }

    @Test(
        arguments: [
            "WAL_ARCHIVE=x exec /opt/bin/wal-push %p %f",
            "'wal-push' --archive file:///mnt/archive \"%p\" '%f'", "nice wal-push %p %f",
        ]
    )
    func `takes every way to call it`(command: String) {
        #expect(archiving(command) == "archive_command: ok, \(command)")
    }

    @Test func `a recovery's command may be missing`() {
        #expect(
            restoring("") == "restore_command: ok, not set; a recovery needs restore_command ="
                + " 'wal-fetch %f %p'"
        )
    }
}
