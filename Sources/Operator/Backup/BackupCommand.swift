internal import ArgumentParser
internal import Backup
internal import Config
internal import FrontEnd
internal import SystemPackage
internal import WAL

/// `wal-archive backup`: takes a base backup.
struct BackupCommand: Subcommand {
    /// A primary archives its last segment at once; a standby waits for the primary's.
    private static let defaultWait = 300

    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Takes a base backup from a server, straight into the place of backups.",
        discussion: """
            Without --from the server is reached as psql would (PGHOST and the other variables, \
            or --dbname), by a role with the attribute REPLICATION. There is a backup only once \
            its WAL is in the archive.
            """
    )

    @Option(
        name: [.customShort("d"), .long],
        help: "Connection string of the server, as in 'host=/run/postgresql user=postgres'."
    )
    var dbname = ""
    @Option(help: "Take what pg_basebackup -Ft left in this directory.")
    var from: String?
    @Option(help: "Label, which the backup carries.")
    var label = "wal-archive"
    @Option(help: "Checkpoint at once (fast) or in the server's own time (spread).")
    var checkpoint: Checkpoint = .fast
    @Option(help: "At most so many kilobytes a second from the server.")
    var maxRate: Int?
    @Flag(help: "Only what changed since the newest backup (PostgreSQL 17 and newer).")
    var incremental = false
    @Option(help: "Build an incremental backup on this one.")
    var parent: String?
    @Option(help: "How many seconds to wait for WAL in the archive.")
    var wait = defaultWait
    @OptionGroup(title: "Debian's clusters") var debian: ClusterOptions
    @OptionGroup(title: "Settings") var settings: SettingsOptions
    @OptionGroup var output: OutputOptions

    /// PostgreSQL's words.
    enum Checkpoint: String, ExpressibleByArgument {
        case fast, spread
    }

    func run(_ call: Call) throws(CommandError) -> Ending {
        let session = try BackupSession(settings, call)
        try checkOptions()
        let bar = ProgressBar(call.console, verb: "stored", total: nil, unit: .bytes)
        defer { bar.finish() }
        var random = SystemRandomNumberGenerator()
        let name = BackupName(begun: .now, random: &random)
        let request = BackupRequest(
            name: name,
            place: session.backups,
            form: form(session),
            wal: WALWait(archive: session.archive, limit: .seconds(wait), hint: hint),
            configuration: try configuration(session),
            progress: { bar.advance(by: $0) },
            notice: { bar.complain(Message.oneLine("\(Call.name): \($0)")) }
        )
        let parent = try parent(session)
        let connection = try connection(session)
        let description = try session.asking("take a backup") { () throws(BackupError) in
            try take(request, connection, session, parent, bar)
        }
        bar.finish()
        answer(description, call)
        return .success
    }

    private func checkOptions() throws(CommandError) {
        guard from == nil || (!incremental && parent == nil && dbname.isEmpty) else {
            throw CommandError(.usage, "--from takes neither a server nor a parent")
        }
        try debian.check()
        guard wait >= 0 else { throw CommandError(.usage, "--wait is a number of seconds") }
        if let maxRate, !(32...1_048_576).contains(maxRate) {
            throw CommandError(.usage, "--max-rate is a number from 32 to 1048576")
        }
    }

    private var hint: String {
        "Is archive_command working (pg_stat_archiver)? If the backup is a standby's, run"
            + " SELECT pg_switch_wal() on the primary; or wait longer with --wait."
    }

    private func form(_ session: BackupSession) -> BackupForm {
        BackupForm(
            compressionLevel: session.settings.compression == .zstd
                ? session.settings.compressionLevel : nil
        )
    }

    /// What is saved of a cluster's settings, if that is asked for.
    private func configuration(
        _ session: BackupSession
    ) throws(CommandError) -> SavedConfiguration? {
        guard debian.withConfiguration, let cluster = try debian.found(session.call) else {
            return nil
        }
        return try session.asking("save the configuration") { () throws(BackupError) in
            try SavedConfiguration(of: cluster.directory)
        }
    }

    /// How the server is reached.
    private func connection(_ session: BackupSession) throws(CommandError) -> String {
        guard dbname.isEmpty, let cluster = try debian.found(session.call) else { return dbname }
        return try cluster.connection()
    }

    private func parent(_ session: BackupSession) throws(CommandError) -> BackupDescription? {
        guard incremental || parent != nil else { return nil }
        let catalog = try session.catalog()
        let found: BackupDescription?
        if let parent {
            found = catalog.backup(try BackupSession.name(parent))
        } else {
            let inventory = try session.inventory()
            found = catalog.newestSound(on: TimelineLife(catalog, inventory), inventory)
        }
        guard let found else {
            throw CommandError(
                .absentOrDifferent,
                "there is no backup\(parent.map { " \($0)" } ?? "") to build on"
            )
        }
        if let defect = catalog.defect(of: found) {
            throw CommandError(
                .absentOrDifferent,
                "backup \(found.name) cannot be built on: \(defect)"
            )
        }
        return found
    }

    private func take(
        _ request: BackupRequest,
        _ connection: String,
        _ session: BackupSession,
        _ parent: BackupDescription?,
        _ bar: ProgressBar
    ) throws(BackupError) -> BackupDescription {
        guard let from else {
            return try ServerBackup(
                connectionString: connection,
                label: label,
                fastCheckpoint: checkpoint == .fast,
                maxRate: maxRate,
                silenceLimit: session.patience,
                parent: parent
            ).take(request) { bar.expect($0) }
        }
        let source = DirectoryBackup(path: FilePath(from))
        let segment = try source.startSegment()
        let size = try WALInventory.segmentSize(of: segment, in: session.archive.objects())
        guard let size else {
            throw .missingWAL(
                "the archive \"\(session.archive.url)\" does not have \(segment), with which the"
                    + " backup in \"\(from)\" begins"
            )
        }
        return try source.take(request, segmentSize: size) { bar.expect($0) }
    }

    private func answer(_ backup: BackupDescription, _ call: Call) {
        if output.json {
            call.console.write(JSONLine.text(BackupLine(backup)))
            return
        }
        call.console.write(
            "backup \(backup.name): \(ByteCount.text(backup.plainBytes)) in"
                + " \(ByteCount.text(backup.storedBytes)), \(backup.startLSN) to"
                + " \(backup.stopLSN) on \(backup.timelineText)"
        )
    }
}
