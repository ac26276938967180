internal import Archive
internal import Cluster
internal import Config
internal import Files
internal import Lifecycle
internal import Spool
internal import SystemPackage
internal import WAL

/// `wal-push %p %f`, PostgreSQL's archive_command.
package struct PushCommand {
    static let name = "wal-push"
    private static let relativePathHint =
        " HINT: A relative path counts from the working directory: PostgreSQL's is the data"
        + " directory."
    private static let defaultBudget: Duration = .seconds(60)

    private let invocation: Invocation
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
        outcome().read(by: parent)
    }

    private func outcome() -> CommandResult {
        Signals.install(statusAfterTrap: Ending.defect.rawValue)
        let arguments: Arguments
        do throws(Arguments.UsageError) {
            arguments = try Arguments(invocation.arguments)
        } catch {
            return usage(error.reason)
        }
        switch arguments.mode {
        case .help: return CommandResult(status: 0, output: [HelpText.push])
        case .version: return CommandResult(status: 0, output: ["wal-push \(Version.text)"])
        case .check: return CheckCommand(invocation: invocation, exit: exit).run(arguments)
        case .run, .verify: break
        }
        let words = arguments.words
        guard words.count == 2 else {
            return usage("expected the path and the name of a WAL file, as in: wal-push %p %f")
        }
        guard let walName = WALFileName(words[1].text) else {
            return usage("\"\(words[1].text)\" is not the name of a WAL file")
        }
        let job = Job(path: words[0].path, name: walName, verifies: arguments.mode == .verify)
        do throws(CommandError) {
            return try run(job, settings: Settings(arguments, invocation))
        } catch {
            return result(job, error.ending, error.reason)
        }
    }

    /// What a command line asks for.
    private struct Job: Sendable {
        let path: FilePath
        let name: WALFileName
        let verifies: Bool
    }

    private func run(_ job: Job, settings: Settings) throws(CommandError) -> CommandResult {
        let place = try Place(job.path, invocation)
        let spool = place.spool(settings, for: .push)
        let archived = ArchivedAhead(spool, of: place, settings: settings)
        if !job.verifies, archived?.has(job.name, at: job.path) == true {
            return CommandResult(status: 0)
        }
        let source: FileSource
        do throws(SourceError) {
            source = try FileSource(opening: job.path)
        } catch {
            let hint = job.path.isAbsolute ? "" : Self.relativePathHint
            throw CommandError(.cannotTell, error.reason + hint)
        }
        let budget = settings.timeout ?? Self.defaultBudget
        let session = try Session(
            settings,
            place: place,
            spool: spool,
            budget: budget,
            size: source.length,
            waiting: nil,
            heedsShutdown: true
        ) { reason in exit(ended(job, reason)) }
        if job.verifies {
            let verification = Verifier(
                store: session.store,
                checksWAL: settings.checkWAL,
                system: place.system,
                localHistories: session.localHistories
            ).compare(job.name, source: source)
            return CommandResult(
                status: verification.result.ending.rawValue,
                output: [verification.description]
            )
        }
        return push(job, source: source, session: session, budget: budget)
    }

    private func push(
        _ job: Job,
        source: FileSource,
        session: Session,
        budget: Duration
    ) -> CommandResult {
        let settings = session.settings
        let options = Push.Options(
            compressionLevel: settings.compression == .zstd ? settings.compressionLevel : nil,
            checksWAL: settings.checkWAL,
            retry: RetryPolicy(budget: budget)
        )
        let push = Push(
            store: session.store,
            memory: session.memory,
            clock: session.clock,
            options: options,
            system: session.system,
            localHistories: session.localHistories
        )
        let ahead = PushAhead(beside: job.name, at: job.path, in: session)?.begin()
        let start = session.clock.now
        var random = SystemRandomNumberGenerator()
        do throws(RetryFailure<PushError>) {
            let outcome = try push.run(job.name, source: source, random: &random)
            ahead?.finish(outcome.way, askedAfter: session.clock.now - start)
            return CommandResult(
                status: 0,
                errors: (session.remarks.lines + outcome.remarks)
                    .map { "\(Self.name): \(job.name): \($0)" }
            )
        } catch {
            ahead?.giveUp()
            return result(job, error.last.ending, error.last.description, effort: error.effort)
        }
    }

    private func ended(_ job: Job, _ reason: Watch.Reason) -> CommandResult {
        result(job, .cannotTell, reason.description)
    }

    private func result(
        _ job: Job,
        _ ending: Ending,
        _ reason: String,
        effort: String = ""
    ) -> CommandResult {
        let verb = job.verifies ? "verify" : "archive"
        return CommandResult(
            status: ending.rawValue,
            errors: [
                Message.failure(Self.name, verb, job.name.description, reason, effort: effort)
            ]
        )
    }

    private func usage(_ reason: String) -> CommandResult {
        CommandResult(
            status: Ending.usage.rawValue,
            errors: [Message.usage(Self.name, reason)]
        )
    }
}

extension PushOutcome {
    /// What the server's log should know of a success.
    var remarks: [String] {
        let remark: String? =
            switch way {
            case .archived, .alreadyArchived: nil
            case .alreadyArchivedUpTo(let end):
                "archived already; what differs lies behind LSN \(end), where its timeline ended"
            case .keptAsLoser(let kept):
                "an operator decided for the archived file of this name; this one is \"\(kept)\""
            case .keptPartial(let kept):
                "the archive holds another or a damaged file of this name; this one was kept as \"\(kept)\""
            }
        return warnings + [remark].compactMap { $0 }
    }
}
