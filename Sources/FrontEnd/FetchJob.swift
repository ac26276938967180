internal import Archive
internal import Cluster
internal import Config
internal import Lifecycle
internal import Spool
internal import SystemPackage
internal import WAL

/// What one call of wal-fetch is about.
struct FetchJob: Sendable {
    /// A recovery waits longer for a segment that somebody is just pushing than a standby, which
    /// asks again by itself.
    private static let gapQuestions = 5
    private static let gapQuestionsOnStandby = 1

    let name: WALFileName
    let path: FilePath
    let isStandby: Bool
    let status: FetchStatus
    /// Nil for a call by hand.
    let dataDirectory: DataDirectory?

    /// The use case over a call's archive.
    func useCase(_ session: Session, budget: Duration) -> Fetch {
        let schedule = GapSchedule(spool: session.spool)
        let options = Fetch.Options(
            checksWAL: session.settings.checkWAL,
            acceptedGap: session.settings.acceptGap,
            retry: RetryPolicy(budget: budget),
            gapQuestions: isStandby ? Self.gapQuestionsOnStandby : Self.gapQuestions
        )
        return Fetch(
            stores: [session.store],
            memory: session.memory,
            clock: session.clock,
            options: options,
            system: session.system
        ) {
            guard isStandby, case .segment(let segment) = name else { return true }
            return schedule.takeTurn(for: segment, now: MonotonicTime.secondsSince1970)
        }
    }
}

extension FetchJob {
    /// What the use case found, for PostgreSQL and its log.
    func result(_ outcome: FetchOutcome, remarks: [String]) -> CommandResult {
        CommandResult(
            status: outcome.ending.rawValue,
            errors: (outcome.remarks + remarks).map { "\(FetchCommand.name): \(name): \($0)" }
        )
    }

    /// The end that came before the use case's own.
    func ended(_ reason: Watch.Reason) -> CommandResult {
        let ended = status.failure(name, .cannotTell, reason.description)
        // The shell between us is an orphan now, and its status is ours: a postmaster that is
        // process 1 would restart all sessions for any but 0 and 1. Elsewhere somebody may yet read
        // it, such as a pg_rewind whose terminal was closed.
        guard reason == .nobodyWaits, let dataDirectory,
            PostmasterFile(of: dataDirectory)?.isFirstProcess == true
        else { return ended }
        return CommandResult(status: Ending.absentOrDifferent.rawValue)
    }
}
