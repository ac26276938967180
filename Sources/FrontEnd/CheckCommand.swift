internal import Checks
internal import Config
internal import SystemPackage

/// `wal-push --check`: checks settings, archive and spool; for who has only wal-push.
struct CheckCommand {
    private static let defaultBudget: Duration = .seconds(60)

    let invocation: Invocation
    /// Prints and exits, for the end that comes from another thread.
    let exit: @Sendable (CommandResult) -> Never

    /// Checks from the working directory, which is the data directory where PostgreSQL calls.
    func run(_ arguments: Arguments) -> CommandResult {
        guard arguments.words.isEmpty else {
            let reason = "--check takes no further words"
            return CommandResult(
                status: Ending.usage.rawValue,
                errors: [Message.usage(PushCommand.name, reason)]
            )
        }
        do throws(CommandError) {
            let given = try invocation.given(
                flags: arguments.flags,
                configFile: arguments.configFile
            )
            let settings = try Settings(given: given)
            let place = try Place("", invocation)
            let archive = WatchedArchive(
                settings,
                place: place,
                budget: settings.timeout ?? Self.defaultBudget,
                name: PushCommand.name,
                exit: exit
            )
            let inspection = ArchiveInspection(settings, given, place: place, archive: archive)
            let checks = inspection.run()
            let lines = inspection.reports.map { "setting: \($0.line)" } + checks.map(\.line)
            return CommandResult(
                status: Ending.gravest(checks.map(\.ending)).rawValue,
                output: lines.map(Message.oneLine)
            )
        } catch {
            let line = "\(PushCommand.name): could not check: \(error.reason)"
            return CommandResult(
                status: error.ending.rawValue,
                errors: [Message.oneLine(line)]
            )
        }
    }
}
