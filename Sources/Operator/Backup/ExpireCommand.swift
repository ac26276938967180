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
        let agreement = try session.agreement(inventory)
        try session.asking("expire") { () throws(BackupError) in
            let backups = try session.backups.objects()
            try agreement.check(backups, catalog)
            try ClockAgreement.check([backups, session.archive.objects()])
        }
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
        let report = RemovalReport(outcome.left)
        for line in report.refusals + report.versions { session.notice(line) }
        if output.json {
            session.call.console.write(JSONLine.text(ExpireLine(plan, outcome)))
        } else {
            session.call.console.write(
                "removed \(outcome.backupObjects) objects of backups and \(outcome.walObjects)"
                    + " WAL files"
            )
        }
        return outcome.left.retained.isEmpty ? .success : .cannotTell
    }
}
