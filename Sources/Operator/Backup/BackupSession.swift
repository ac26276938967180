internal import Archive
internal import Backup
internal import Config
internal import FrontEnd
internal import Lifecycle
internal import Stores
internal import SystemPackage

/// The places of base backups and of WAL that a call's settings name.
struct BackupSession: Sendable {
    /// How long a store may answer with transient failures, and a directory or a server stand still,
    /// before we give up.
    private static let defaultBudget: Duration = .seconds(300)
    /// Longer than any call: each request has limits of its own.
    private static let wholeCall: Duration = .seconds(365 * 24 * 60 * 60)

    let settings: Settings
    let call: Call
    /// How long a directory or a server may stand still before it is given up.
    let patience: Duration
    /// The place of base backups.
    let backups: BackupPlace
    /// The archive, as objects.
    let archive: BackupPlace

    /// Reads the settings, which must name both.
    init(_ options: SettingsOptions, _ call: Call) throws(CommandError) {
        let settings = try options.settings(call)
        guard settings.backups != nil else {
            throw CommandError(
                .usage,
                "setting \"backups\" is not set HINT: Set it in the settings file, as environment"
                    + " variable WAL_ARCHIVE_BACKUPS or as flag --backups, for example to"
                    + " file:///mnt/backups."
            )
        }
        self.init(settings, call)
    }

    /// Takes settings; without `backups` there are none, and the archive stands for them.
    init(_ settings: Settings, _ call: Call) {
        self.settings = settings
        self.call = call
        patience = Self.patience(settings)
        let watch = StandstillWatch(limit: patience) { [end = call.exit] subject, time in
            end(.standstill(of: subject, for: time))
        }
        backups = Self.place(settings.backups ?? settings.archive, settings, call, watch)
        archive = Self.place(settings.archive, settings, call, watch)
    }

    /// How long others may be silent: `timeout` in a file is meant for the server's calls, of seconds,
    /// and must not end a backup of hours; the flag is meant for this one.
    static func patience(_ settings: Settings) -> Duration {
        guard let timeout = settings.timeout else { return defaultBudget }
        if case .flag = settings.source(of: .timeout) { return timeout }
        return max(timeout, defaultBudget)
    }

    private static func place(
        _ location: ArchiveLocation,
        _ settings: Settings,
        _ call: Call,
        _ watch: StandstillWatch
    ) -> BackupPlace {
        let environment = call.invocation.environment
        let place = try? Place("", call.invocation)
        return BackupPlace(
            url: location.description,
            policy: RetryPolicy(budget: watch.limit)
        ) { () throws(StoreError) in
            var surroundings = CallSurroundings(
                environment: environment,
                progress: Progress(),
                budget: wholeCall
            ) { call.console.complain(Message.oneLine("\(Call.name): \($0)")) }
            if let place { surroundings.remember(at: place, settings) }
            let objects = try settings.openObjects(location, surroundings)
            // Requests to a server have limits of their own; a directory may hang in the kernel.
            guard case .directory = location else { return objects }
            let progress = watch.watch(location.description)
            return MeteredObjects(objects, meter: ProgressMeter(progress: progress))
        }
    }

    /// What is whole, and what is not.
    func catalog() throws(CommandError) -> BackupCatalog {
        try asking("read the backups") { () throws(BackupError) in
            try BackupCatalog(of: backups.objects())
        }
    }

    /// What WAL there is.
    func inventory() throws(CommandError) -> WALInventory {
        try asking("read the archive") { () throws(BackupError) in
            try WALInventory(of: archive.objects())
        }
    }

    /// Makes sure that the archive, the backups and the data directory in which the call is made,
    /// if in any, are one cluster's, before anything is removed.
    func agreement(_ inventory: WALInventory) throws(CommandError) -> ClusterAgreement {
        let system = try Place("", call.invocation).system
        return try asking("read the archive") { () throws(BackupError) in
            ClusterAgreement(archive: try archive.objects(), inventory, dataDirectory: system)
        }
    }

    /// Does something with backups; what it throws becomes the command's end.
    func asking<Value>(
        _ action: String,
        _ call: () throws(BackupError) -> Value
    ) throws(CommandError) -> Value {
        do throws(BackupError) {
            return try call()
        } catch {
            throw CommandError(error.ending, "could not \(action): \(error)")
        }
    }

    /// What an operator should know.
    func notice(_ text: String) {
        call.console.complain(Message.oneLine("\(Call.name): \(text)"))
    }

    /// The backup of a name on the command line.
    static func name(_ text: String) throws(CommandError) -> BackupName {
        guard let name = BackupName(text) else {
            throw CommandError(.usage, "\"\(text)\" is not the name of a backup")
        }
        return name
    }
}

extension CommandResult {
    /// The end of a call whose directory hangs.
    static func standstill(of url: String, for time: Duration) -> CommandResult {
        let line =
            "\(Call.name): could not go on: \"\(url)\" did not answer for"
            + " \(Int64(time / .seconds(1))) s HINT: Look whether the disk or file server behind it"
            + " hangs; the setting timeout says how long to wait."
        return CommandResult(
            status: Ending.cannotTell.rawValue,
            errors: [Message.oneLine(line)]
        )
    }
}

extension BackupError {
    /// How a command ends that fails like this.
    var ending: Ending {
        switch self {
        case .store, .server, .file, .codec: .cannotTell
        case .refused: .usage
        case .tar, .damaged: .damaged
        case .missingWAL: .gap
        case .absent: .absentOrDifferent
        }
    }
}
