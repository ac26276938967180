internal import Archive
internal import Cluster
internal import Config
internal import Files
internal import Lifecycle
internal import Spool
internal import SystemPackage
internal import WAL

/// `wal-fetch %f %p`, PostgreSQL's restore_command.
package struct FetchCommand {
    static let name = "wal-fetch"
    private static let defaultBudget: Duration = .seconds(300)

    private let invocation: Invocation
    /// Found first of all: the later, the more likely that it is gone already.
    private let waiting = WaitingProcess()
    private let parent = ParentProcess()
    private let exit: @Sendable (CommandResult) -> Never

    /// Prepares the command.
    ///
    /// - Parameter exit: prints and exits, for the end that comes from another thread.
    package init(
        _ invocation: Invocation,
        exit: @escaping @Sendable (CommandResult) -> Never
    ) {
        self.invocation = invocation
        // Nothing is torn down on this way out, so the temporary file is removed here.
        let parent = parent
        self.exit = { result in
            SignalSafePath.removeAtExit()
            exit(result.read(by: parent))
        }
    }

    /// Runs it; the result is for `main` to print and to exit with.
    package func run() -> CommandResult {
        if let prefetch = PrefetchCommand(invocation, exit: exit) { return prefetch.run() }
        return outcome().read(by: parent)
    }

    private func outcome() -> CommandResult {
        Signals.install(statusAfterTrap: status(of: nil).code(.defect))
        let arguments: Arguments
        do throws(Arguments.UsageError) {
            arguments = try Arguments(invocation.arguments)
        } catch {
            let verifies = invocation.arguments.contains { $0.text == Arguments.verifyFlag }
            return usage(error.reason, verifies ? .ofVerification : status(of: nil))
        }
        switch arguments.mode {
        case .help: return CommandResult(status: 0, output: [HelpText.fetch])
        case .version: return CommandResult(status: 0, output: ["wal-fetch \(Version.text)"])
        case .verify: return VerifyCommand(invocation: invocation, exit: exit).run(arguments)
        case .check: return usage("unknown flag \"--check\"", status(of: arguments))
        case .run: break
        }
        let words = arguments.words
        guard words.count == 2 else {
            return usage(
                "expected the name and the path of a WAL file, as in: wal-fetch %f %p",
                status(of: arguments)
            )
        }
        guard let walName = WALFileName(words[0].text) else {
            return usage(
                "\"\(words[0].text)\" is not the name of a WAL file",
                status(of: arguments)
            )
        }
        return run(walName, path: words[1].path, arguments)
    }

    private func run(
        _ name: WALFileName,
        path: FilePath,
        _ arguments: Arguments
    ) -> CommandResult {
        do throws(CommandError) {
            let settings = try Settings(arguments, invocation)
            let place = try Place(path, invocation)
            let isStandby = try place.isStandby()
            let status = FetchStatus(sparesServer: isStandby && !settings.strict)
            Signals.setStatusAfterTrap(status.code(.defect))
            return try fetch(
                FetchJob(
                    name: name,
                    path: path,
                    isStandby: isStandby,
                    status: status,
                    dataDirectory: place.dataDirectory
                ),
                settings: settings,
                place: place
            )
        } catch {
            return status(of: arguments).failure(name, error.ending, error.reason)
        }
    }

    private func fetch(
        _ job: FetchJob,
        settings: Settings,
        place: Place
    ) throws(CommandError) -> CommandResult {
        let budget =
            job.isStandby ? settings.standbyTimeout : settings.timeout ?? Self.defaultBudget
        let spool = place.spool(settings, for: .fetch)
        let isGroupReadable = place.dataDirectory?.isGroupReadable() ?? false
        let target = FileDelivery(path: job.path, isGroupReadable: isGroupReadable) {
            if waiting.hasEnded(within: 0) { exit(job.ended(.nobodyWaits)) }
        }
        let ahead = FetchAhead(
            job.name,
            settings: settings,
            place: place,
            spool: spool,
            invocation: invocation
        )
        if ahead?.deliver(to: target, waiting: waiting, limit: budget) == true {
            return CommandResult(status: Ending.success.rawValue)
        }
        let session = try Session(
            settings,
            place: place,
            spool: spool,
            budget: budget,
            size: nil,
            waiting: waiting,
            heedsShutdown: false
        ) { reason in exit(job.ended(reason)) }
        return fetch(job, session: session, budget: budget, target: target, ahead: ahead)
    }

    private func fetch(
        _ job: FetchJob,
        session: Session,
        budget: Duration,
        target: FileDelivery,
        ahead: FetchAhead?
    ) -> CommandResult {
        let group = ahead?.begin(session, isStandby: job.isStandby)
        let start = session.clock.now
        let fetch = job.useCase(session, budget: budget)
        var random = SystemRandomNumberGenerator()
        do throws(RetryFailure<FetchError>) {
            let outcome = try fetch.run(job.name, target: target, random: &random)
            if case .delivered(let file) = outcome {
                ahead?.fetched(file)
                group?.finish(askedAfter: session.clock.now - start)
            }
            return job.result(outcome, remarks: session.remarks.lines)
        } catch {
            let failure = job.status.failure(
                job.name,
                error.last.ending,
                error.last.description,
                effort: error.effort
            )
            return error.last.ending == .cannotTell && session.place.canDoWithout(job.name)
                ? CommandResult(status: Ending.absentOrDifferent.rawValue, errors: failure.errors)
                : failure
        }
    }

    private func status(of arguments: Arguments?) -> FetchStatus {
        FetchStatus(ofCall: arguments, invocation)
    }

    private func usage(_ reason: String, _ status: FetchStatus) -> CommandResult {
        CommandResult(
            status: status.code(.usage),
            errors: [Message.usage(Self.name, reason)]
        )
    }
}
