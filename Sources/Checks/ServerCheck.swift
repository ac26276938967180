/// Judges a server's settings: whether it archives, and recovers, with this software and from this
/// archive.
package struct ServerCheck: Sendable {
    private static let push = "wal-push"
    private static let fetch = "wal-fetch"
    /// How PostgreSQL shows an archive_command that does not count, as archive_mode is off.
    private static let disabled = "(disabled)"

    private let settings: ServerSettings
    private let archive: String

    /// Makes the check of a server.
    ///
    /// - Parameter archive: the URL that the settings of this call name.
    package init(_ settings: ServerSettings, archive: String) {
        self.settings = settings
        self.archive = archive
    }

    /// Looks at every setting.
    package func run() -> [Check] {
        [archiveMode, archiveLibrary, archiveCommand, restoreCommand]
    }

    private var archiveMode: Check {
        let name = "archive_mode"
        switch (settings.archiveMode, settings.isInRecovery) {
        case ("off", _):
            return .failed(
                name,
                .setting,
                "it is off: nothing is archived",
                advice: "Set archive_mode = on, and restart the server."
            )
        case ("on", true):
            return .passed(name, "on; this standby archives once it is promoted")
        case (let mode, _): return .passed(name, mode)
        }
    }

    private var archiveLibrary: Check {
        let name = "archive_library"
        guard !settings.archiveLibrary.isEmpty else { return .passed(name, "not set") }
        return .failed(
            name,
            .setting,
            "it is \"\(settings.archiveLibrary)\": PostgreSQL does not run archive_command",
            advice: "Set archive_library = '', and reload."
        )
    }

    private var archiveCommand: Check {
        let name = "archive_command"
        let text = settings.archiveCommand
        if text == Self.disabled { return .skipped(name, "since archive_mode is off") }
        guard !text.isEmpty else {
            return .failed(
                name,
                .setting,
                "it is empty: WAL waits in pg_wal until the disk is full",
                advice: "Set archive_command = 'wal-push %p %f', and reload."
            )
        }
        let command = ShellCommand(text)
        if command.isNothing {
            return .failed(
                name,
                .setting,
                "\"\(text)\" archives nothing, and PostgreSQL removes every file as archived",
                advice: "Set archive_command = 'wal-push %p %f', reload, and take a new base"
                    + " backup."
            )
        }
        return judge(command, text, name: name, program: Self.push, arguments: ["%p", "%f"])
    }

    private var restoreCommand: Check {
        let name = "restore_command"
        let text = settings.restoreCommand
        guard !text.isEmpty else {
            return .passed(name, "not set; a recovery needs restore_command = 'wal-fetch %f %p'")
        }
        return judge(
            ShellCommand(text),
            text,
            name: name,
            program: Self.fetch,
            arguments: ["%f", "%p"]
        )
    }

    private func judge(
        _ command: ShellCommand,
        _ text: String,
        name: String,
        program: String,
        arguments: [String]
    ) -> Check {
        let right = "\(program) \(arguments.joined(separator: " "))"
        let advice = "Set \(name) = '\(right)', and reload."
        guard let index = command.index(of: program) else {
            let price =
                program == Self.push
                ? "what it archives is not checked here"
                : "PostgreSQL takes its errors for the end of the archive"
            return .warning(name, "\"\(text)\" is not \(program): \(price)", advice: advice)
        }
        guard command.words.dropFirst(index + 1).suffix(2) == arguments[...] else {
            return .failed(
                name,
                .setting,
                "\"\(text)\" does not end in \(arguments.joined(separator: " "))",
                advice: advice
            )
        }
        if command.goesOn {
            return .failed(
                name,
                .setting,
                "\"\(text)\" goes on behind \(program), whose exit status may get lost",
                advice: advice
            )
        }
        return judgeArchive(of: command, text, name: name)
    }

    private func judgeArchive(of command: ShellCommand, _ text: String, name: String) -> Check {
        guard let other = command.value(of: "--archive"), other != archive else {
            return .passed(name, text)
        }
        return .failed(
            name,
            .setting,
            "it names another archive, \"\(other)\", than this check, \"\(archive)\"",
            advice: "Keep the archive's URL in one place: the file of settings."
        )
    }
}
