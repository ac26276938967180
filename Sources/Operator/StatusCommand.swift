internal import ArgumentParser
internal import Config
internal import Files
internal import FrontEnd
internal import Lifecycle
internal import Monitoring
internal import SystemPackage

/// `wal-archive status`: how archiving stands, for people, Nagios and Prometheus.
struct StatusCommand: Subcommand {
    private static let defaultBudget: Duration = .seconds(60)

    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Tells how archiving stands, with exit statuses that Nagios understands.",
        discussion: """
            Exit status: 0 ok, 1 warning, 2 critical, 3 unknown. Without a server to ask it \
            tells what waits in the data directory, and what the archive holds.
            """
    )

    @OptionGroup(title: "Settings") var settings: SettingsOptions
    @OptionGroup(title: "Server") var server: ServerOptions
    @OptionGroup(title: "Limits") var limits: LimitOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("Write metrics for the node exporter.", valueName: "file.prom"))
    var prometheus: String?

    @Flag(help: "Do not list the archive, which takes a request for each 1,000 files.")
    var noArchive = false

    /// A call that goes wrong tells nothing of archiving: for Nagios, which reads standard output,
    /// that is unknown.
    func run(_ call: Call) throws(CommandError) -> Ending {
        do throws(CommandError) {
            return try tell(call)
        } catch {
            call.console.write(StatusText.unknown(Message.oneLine(error.reason)))
            return Ending(rawValue: StatusLevel.unknown.rawValue) ?? .defect
        }
    }

    private func tell(_ call: Call) throws(CommandError) -> Ending {
        let effective = try settings.settings(call)
        let thresholds = try limits.thresholds()
        let status = try findOut(effective, call)
        let verdict = StatusVerdict(status, thresholds)
        if let prometheus { try write(PrometheusText.text(status, verdict), to: prometheus) }
        let lines =
            output.json
            ? [JSONLine.text(StatusRecord(status, verdict))]
            : StatusText(status, verdict, thresholds).lines.map(Message.oneLine)
        for line in lines { call.console.write(line) }
        return Ending(rawValue: verdict.level.rawValue) ?? .defect
    }

    private func findOut(
        _ effective: Settings,
        _ call: Call
    ) throws(CommandError) -> ArchivingStatus {
        let place = try server.place(call)
        // The server first: what it counts as archived by then the archive must have.
        let answer = ServerAnswer.asking(server.dbname)
        let archive = WatchedArchive(
            effective,
            place: place,
            budget: effective.timeout ?? Self.defaultBudget,
            name: Call.name
        ) { call.exit($0.asStatus) }
        let found =
            noArchive
            ? Holdings.notAsked
            : Holdings(
                of: archive,
                lastArchived: answer.facts?.statistics.lastArchived?.name,
                session: BackupSession(effective, call)
            )
        return ArchivingStatus(
            archive: effective.archive.description,
            time: MonotonicTime.secondsSince1970,
            system: answer.facts?.system ?? place.system,
            server: answer.statistics,
            waiting: answer.waiting(place),
            holdings: found.holdings,
            backups: found.backups
        )
    }

    /// Whole or not at all: the node exporter may read at any moment.
    private func write(_ text: String, to file: String) throws(CommandError) {
        let path = FilePath(file)
        let parent = path.removingLastComponent()
        guard let name = path.lastComponent?.string else {
            throw CommandError(.usage, "\"\(file)\" is not the name of a file")
        }
        do throws(FileError) {
            try Directory(opening: parent.isEmpty ? "." : parent)
                .replace(name, with: Array(text.utf8), mode: FilePermissions(rawValue: 0o644))
        } catch {
            throw CommandError(.cannotTell, error.description)
        }
    }
}

extension CommandResult {
    /// A call that could not go on, as Nagios understands it.
    fileprivate var asStatus: Self {
        Self(
            status: StatusLevel.unknown.rawValue,
            output: errors.map { StatusText.unknown($0) }
        )
    }
}
