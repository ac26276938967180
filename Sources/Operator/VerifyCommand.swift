internal import Archive
internal import ArgumentParser
internal import FrontEnd
internal import WAL

/// `wal-archive verify`: whether an archive can be replayed.
struct VerifyCommand: Subcommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verifies that the archive can be replayed.",
        discussion: """
            Without --deep: that no segment is missing, that history files agree, and each \
            segment's first page. With it every file is read whole: its size, its digest, its \
            records, and that each segment goes on where the one before ended. Without a choice it \
            is the WAL of the latest timeline and of those that it descends from.
            """
    )

    @Flag(help: "Read every file whole.")
    var deep = false
    @OptionGroup(title: "Choice") var choice: ChoiceOptions
    @Option(help: "Threads (default: 4).")
    var jobs = 4
    @Option(help: "File to remember progress in, from which an interrupted call goes on.")
    var state: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Settings") var settings: SettingsOptions

    /// More threads than this help no storage.
    private static let jobsRange = 1...64

    func validate() throws {
        guard Self.jobsRange.contains(jobs) else {
            throw ValidationError("--jobs is from 1 to 64")
        }
    }

    func run(_ call: Call) throws(CommandError) -> Ending {
        let session = try ArchiveSession(settings, call)
        let run = VerifyRun(
            session: session,
            call: call,
            choice: try choice.choice(),
            isDeep: deep,
            jobs: jobs,
            stateFile: try state.map { (path) throws(CommandError) in
                try ProgressFile(path: path)
            },
            report: VerifyReport(call.console, json: output.json)
        )
        return try run.run()
    }
}
