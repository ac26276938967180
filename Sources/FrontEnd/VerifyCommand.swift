internal import Archive
internal import Config
internal import Lifecycle
internal import Spool
internal import SystemPackage
internal import WAL

/// `wal-fetch --verify NAME...`: reads archived files, writes nothing, and says what they are.
struct VerifyCommand {
    private static let defaultBudget: Duration = .seconds(300)

    let invocation: Invocation
    /// Prints and exits, for the end that comes from another thread.
    let exit: @Sendable (CommandResult) -> Never

    /// Verifies every file named; statuses are those of a call by hand, never above 125.
    func run(_ arguments: Arguments) -> CommandResult {
        Signals.setStatusAfterTrap(Ending.defect.rawValue)
        let words = arguments.words.map(\.text)
        let names = words.compactMap { ArchivedFileName($0) }
        let others = words.filter { ArchivedFileName($0) == nil }
        guard let first = words.first else {
            return usage(["expected names of archived files, as in: wal-fetch --verify NAME..."])
        }
        let complaints = usage(others.map { "\"\($0)\" is not the name of an archived file" })
        guard !names.isEmpty else { return complaints }
        do throws(CommandError) {
            var result = try verify(names, settings: Settings(arguments, invocation))
            guard !others.isEmpty else { return result }
            result.errors += complaints.errors
            result.status = complaints.status
            return result
        } catch {
            let reason = Message.failure(FetchCommand.name, "verify", first, error.reason)
            return CommandResult(status: error.ending.rawValue, errors: [reason])
        }
    }

    private func verify(
        _ names: [ArchivedFileName],
        settings: Settings
    ) throws(CommandError) -> CommandResult {
        let place = try Place("", invocation)
        let session = try Session(
            settings,
            place: place,
            spool: nil,
            budget: settings.timeout ?? Self.defaultBudget,
            size: nil,
            waiting: nil,
            heedsShutdown: false
        ) { reason in
            exit(
                CommandResult(
                    status: Ending.cannotTell.rawValue,
                    errors: ["\(FetchCommand.name): could not verify: \(reason.description)"]
                )
            )
        }
        let verifier = Verifier(
            store: session.store,
            checksWAL: settings.checkWAL,
            system: session.system
        )
        let verifications = names.map { verifier.verify($0) }
        let ending = Ending.gravest(verifications.map(\.result.ending))
        return CommandResult(
            status: ending.rawValue,
            output: verifications.map(\.description)
        )
    }

    private func usage(_ reasons: [String]) -> CommandResult {
        CommandResult(
            status: Ending.usage.rawValue,
            errors: reasons.map { Message.usage(FetchCommand.name, $0) }
        )
    }
}
