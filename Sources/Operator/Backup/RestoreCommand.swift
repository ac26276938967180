internal import ArgumentParser
internal import Backup
internal import Config
internal import Files
internal import FrontEnd
internal import Lifecycle
internal import SystemPackage
internal import WAL

/// `wal-archive restore`: makes a data directory of a backup, ready to recover.
struct RestoreCommand: Subcommand {
    /// As many as keep a network busy; each needs a few megabytes.
    private static let fetchLimit = 8
    /// While one waits for the disk or the network, another computes.
    private static let fetchesPerProcessor = 2

    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Restores a backup into an empty directory, ready to start a server on.",
        discussion: """
            Chooses the backup and the timeline together, and says why. An interrupted restore \
            goes on where it was when the same command is called again.
            """
    )

    @ArgumentParser.Argument(help: "Name of a backup, or latest.")
    var backup = "latest"
    @Option(help: "The data directory to be: empty, or not there.")
    var to: String?
    @OptionGroup(title: "Target") var target: TargetOptions
    @Flag(help: "Only choose, and tell what would be restored; nothing is written.")
    var dryRun = false
    @Flag(help: "Make it a standby.")
    var standby = false
    @Flag(help: "Switch archiving off in the copy: for a test beside a running primary.")
    var noArchiving = false
    @Option(help: "Put a tablespace elsewhere; may be given several times.")
    var tablespaceMapping: [TablespacePair] = []
    @Option(help: "Who owns the files, when root restores (default: postgres).")
    var owner: String?
    @Option(help: "What the server calls for WAL (default: wal-fetch with these settings).")
    var restoreCommand: String?
    @Option(help: "Where pg_combinebackup is, for incremental backups.")
    var bindir: String?
    @OptionGroup(title: "Debian's clusters, instead of --to") var debian: ClusterOptions
    @OptionGroup(title: "Settings") var settings: SettingsOptions
    @OptionGroup var output: OutputOptions

    func run(_ call: Call) throws(CommandError) -> Ending {
        let session = try BackupSession(settings, call)
        try debian.check()
        let place = try RestorePlace(to: to, try debian.found(call), call)
        let owner = try FileOwnerName(owner).find()
        let (catalog, choice, reasons) = try choose(session, place)
        let chain = try session.asking("restore") { () throws(BackupError) in
            try catalog.chain(of: choice.backup)
        }
        for reason in reasons { session.notice(reason) }
        let recovery = try recovery(session, choice)
        let advice = RestoreAdvice(
            targetTime: target.targetTime,
            settings: recovery,
            archive: session.settings.archive.description
        )
        let now = UTCTime(seconds: MonotonicTime.secondsSince1970)
        for concern in advice.concerns(now: now) { session.notice(concern) }
        var directory = place.knownDirectory
        if !dryRun {
            let made = try place.dataDirectory(
                for: choice.backup,
                withConfiguration: debian.withConfiguration,
                owner: owner,
                session
            )
            try restore(chain, to: made, owner, recovery, session)
            directory = made
        }
        let answer = RestoreAnswer(
            choice: choice,
            directory: directory,
            settings: recovery,
            advice: advice,
            isDone: !dryRun
        )
        for line in output.json ? [answer.json] : answer.lines { call.console.write(line) }
        return .success
    }

    private func restore(
        _ chain: [BackupDescription],
        to directory: FilePath,
        _ owner: FileOwner?,
        _ recovery: RecoverySettings,
        _ session: BackupSession
    ) throws(CommandError) {
        let bar = ProgressBar(
            session.call.console,
            verb: "unpacked",
            total: chain.reduce(0) { $0 &+ $1.storedBytes },
            unit: .bytes
        )
        defer { bar.finish() }
        let request = request(chain, directory, owner, session, bar)
        let name = chain.last?.name.description ?? ""
        try session.asking("restore backup \(name)") { () throws(BackupError) in
            try Restoration(request, settings: recovery).run()
        }
    }

    private func request(
        _ chain: [BackupDescription],
        _ directory: FilePath,
        _ owner: FileOwner?,
        _ session: BackupSession,
        _ bar: ProgressBar
    ) -> RestoreRequest {
        let mapping = tablespaceMapping.map { ($0.old, FilePath($0.new)) }
        let search = ProgramSearch(bindir: bindir, session.call.invocation.environment)
        return RestoreRequest(
            chain: chain,
            place: session.backups,
            directory: directory,
            tablespaceMapping: Dictionary(mapping, uniquingKeysWith: { _, last in last }),
            owner: owner,
            threads: min(
                Self.fetchLimit,
                Self.fetchesPerProcessor * Processors.count
            ),
            combineProgram: chain.count > 1
                ? search.find("pg_combinebackup", serverVersion: chain[0].serverVersion) : nil,
            progress: { bar.advance(by: $0) },
            notice: { bar.complain(Message.oneLine("\(Call.name): \($0)")) }
        )
    }

    private func recovery(
        _ session: BackupSession,
        _ choice: RestoreChoice
    ) throws(CommandError) -> RecoverySettings {
        let command: String
        if let restoreCommand {
            command = restoreCommand
        } else {
            let invocation = session.call.invocation
            command = try FetchCommandLine(settings, session.settings, invocation).text
        }
        var recovery = RecoverySettings(
            restoreCommand: command,
            target: try target.target(),
            isInclusive: target.exclusive ? false : nil,
            action: target.targetAction,
            timeline: choice.namedTimeline,
            kind: standby ? .standby : .recovery,
            mayArchive: !noArchiving
        )
        recovery.followsNewest = choice.isNewest
        return recovery
    }
}
