internal import ArgumentParser
internal import Checks
internal import Config
internal import FrontEnd

/// `wal-archive check`: proves an archive before PostgreSQL depends on it.
struct CheckCommand: Subcommand {
    private static let defaultBudget: Duration = .seconds(60)

    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Proves settings, archive and server before PostgreSQL depends on them.",
        discussion: """
            Run it as the server's user. It writes one small object, .wal-archive/check, and \
            leaves it there.
            """
    )

    @OptionGroup(title: "Settings") var settings: SettingsOptions
    @OptionGroup(title: "Server") var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run(_ call: Call) throws(CommandError) -> Ending {
        let given = try settings.everything(call.invocation)
        let effective = try Settings(given: given)
        let place = try server.place(call)
        let answer = ServerAnswer.asking(server.dbname)
        let archive = WatchedArchive(
            effective,
            place: place,
            budget: effective.timeout ?? Self.defaultBudget,
            name: Call.name,
            exit: call.exit
        )
        let inspection = ArchiveInspection(effective, given, place: place, archive: archive)
        for report in inspection.reports { write(report, call) }
        let checks =
            inspection.run(system: answer.facts?.system)
            + answer.checks(archive: effective.archive.description, place: place)
        for check in checks { write(check, call) }
        return Ending.gravest(checks.map(\.ending))
    }

    private func write(_ report: SettingReport, _ call: Call) {
        call.console.write(
            output.json
                ? JSONLine.text(SettingRecord(report))
                : Message.oneLine("setting: \(report.line)")
        )
    }

    private func write(_ check: Check, _ call: Call) {
        call.console.write(
            output.json ? JSONLine.text(CheckRecord(check)) : Message.oneLine(check.line)
        )
    }
}

/// A setting in JSON.
private struct SettingRecord: Encodable {
    let type = "setting"
    let setting: String
    let value: String
    let source: String

    init(_ report: SettingReport) {
        setting = report.key.description
        value = report.value
        source = report.source.description
    }
}

/// A check in JSON.
private struct CheckRecord: Encodable {
    let type = "check"
    let check: String
    let outcome: String
    let finding: String
    let advice: String?

    init(_ check: Check) {
        self.check = check.name
        outcome = check.outcome.rawValue
        finding = check.finding
        advice = check.advice
    }
}
