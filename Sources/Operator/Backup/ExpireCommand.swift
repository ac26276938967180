internal import Archive
internal import ArgumentParser
internal import Backup
internal import FrontEnd
internal import WAL

/// `wal-archive expire`: removes backups that are not to be kept, and WAL that none needs.
struct ExpireCommand: Subcommand {
    static let configuration = CommandConfiguration(
        commandName: "expire",
        abstract: "Removes old backups and the WAL that no kept backup needs.",
        discussion: """
            Says first what goes and what stays and why. With both options a backup goes only \
            when both let it go. The newest full backup that can be recovered always stays.
            """
    )

    @Option(help: "Keep so many of the newest full backups.")
    var keepFull: Int?
    @Option(help: "Keep what recovers to any time within so many days.")
    var keepDays: Int?
    @Flag(help: "Say what would be removed, and remove nothing.")
    var dryRun = false
    @OptionGroup(title: "Settings") var settings: SettingsOptions
    @OptionGroup var output: OutputOptions

    func run(_ call: Call) throws(CommandError) -> Ending {
        guard let policy = RetentionPolicy(fullBackups: keepFull, days: keepDays) else {
            throw CommandError(
                .usage,
                "expected --keep-full with a number from 1, --keep-days with a number from 0, or"
                    + " both"
            )
        }
        let session = try BackupSession(settings, call)
        let catalog = try session.catalog()
        let inventory = try session.inventory()
        let plan = ExpirePlan(policy, now: .now, catalog, inventory)
        for warning in plan.warnings { session.notice(warning) }
        if !output.json {
            for line in ExpireReport(plan).lines { call.console.write(line) }
        }
        guard !dryRun else {
            if output.json { call.console.write(JSONLine.text(ExpireLine(plan, nil))) }
            return .success
        }
        let outcome = try session.asking("expire") { () throws(BackupError) in
            try Expiry(backups: session.backups.objects(), archive: session.archive.objects())
                .run(plan, catalog)
        }
        return answer(plan, outcome, session)
    }

    private func answer(
        _ plan: ExpirePlan,
        _ outcome: Expiry.Outcome,
        _ session: BackupSession
    ) -> Ending {
        for object in outcome.retained.prefix(ExpireReport.nameLimit) {
            session.notice("could not remove \"\(object.name)\": \(object.reason)")
        }
        let more = outcome.retained.count - ExpireReport.nameLimit
        if more > 0 { session.notice("could not remove \(more) further objects") }
        if output.json {
            session.call.console.write(JSONLine.text(ExpireLine(plan, outcome)))
        } else {
            session.call.console.write(
                "removed \(outcome.backupObjects) objects of backups and \(outcome.walObjects)"
                    + " WAL files"
            )
        }
        return outcome.retained.isEmpty ? .success : .cannotTell
    }
}

/// A plan in words.
struct ExpireReport {
    /// Names that a message tells one by one.
    static let nameLimit = 10

    private let plan: ExpirePlan

    init(_ plan: ExpirePlan) {
        self.plan = plan
    }

    /// A line for each backup, one for WAL.
    var lines: [String] {
        let verdicts = plan.verdicts.map { verdict in
            let backup = verdict.backup
            let size = ByteCount.text(backup.storedBytes)
            guard let reason = verdict.reason else {
                return "remove backup \(backup.name) (ended \(backup.stopTime), \(size))"
            }
            return "keep backup \(backup.name) (ended \(backup.stopTime), \(size)): \(reason)"
        }
        let abandoned = plan.abandoned.map { "remove \($0.name): what is left of a backup" }
        let underWay = plan.underWay.map {
            "keep \($0.name): it may be under way (for \(ExpirePlan.abandonedDays) days)"
        }
        return verdicts + abandoned + underWay + [wal]
    }

    private var wal: String {
        guard let first = plan.wal.first, let last = plan.wal.last else {
            return "remove no WAL: all of it is needed, or nothing tells what is"
        }
        let bytes = plan.wal.reduce(UInt64(0)) { $0 &+ $1.storedBytes }
        return "remove \(plan.wal.count) WAL files, \(first.name) to \(last.name)"
            + " (\(ByteCount.text(bytes))), which no backup that stays needs"
    }
}

/// A plan and what became of it, as `--json` tells it.
struct ExpireLine: Encodable {
    struct Backup: Encodable {
        let name: String
        let reason: String?
    }

    let kept: [Backup]
    let removed: [String]
    let abandoned: [String]
    let walFiles: Int
    let walBytes: UInt64
    let warnings: [String]
    let done: Bool
    let retained: [String]

    init(_ plan: ExpirePlan, _ outcome: Expiry.Outcome?) {
        kept = plan.verdicts.filter { $0.reason != nil }
            .map { Backup(name: $0.backup.name.description, reason: $0.reason) }
        removed = plan.expired.map(\.name.description)
        abandoned = plan.abandoned.map(\.name.description)
        walFiles = plan.wal.count
        walBytes = plan.wal.reduce(0) { $0 &+ $1.storedBytes }
        warnings = plan.warnings
        done = outcome != nil
        retained = (outcome?.retained ?? []).map(\.name.description)
    }
}
