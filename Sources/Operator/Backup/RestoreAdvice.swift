internal import Backup

/// What whoever restores should know beside what was asked for.
struct RestoreAdvice {
    /// The target time as it was written; nil for another target.
    let targetTime: String?
    /// What is asked for.
    let settings: RecoverySettings
    /// Where the restored server archives, by the settings of this call.
    let archive: String

    /// Before anything is fetched: a time that may be another one than was meant.
    ///
    /// - Parameter now: by this machine's clock.
    func concerns(now: UTCTime) -> [String] {
        guard let targetTime, let time = UTCTime(targetTime) else { return [] }
        var concerns: [String] = []
        if !Self.hasZone(targetTime) {
            concerns.append("the target time names no zone, and is taken as UTC: \(time)")
        }
        if time > now {
            concerns.append(
                "the target time \(time) is still to come: a server that does not reach its target"
                    + " ends recovery with FATAL"
            )
        }
        return concerns
    }

    /// At the end: what happens once the server is started.
    var nextSteps: [String] {
        var steps: [String] = []
        if pauses {
            steps.append("at the target it pauses: look, then SELECT pg_wal_replay_resume()")
        }
        if settings.kind == .recovery, settings.mayArchive {
            steps.append(
                "once promoted it archives into \"\(archive)\", on a new timeline; for a copy beside"
                    + " a server that still runs restore with --no-archiving"
            )
        }
        return steps
    }

    private var pauses: Bool {
        settings.target != .latest && settings.kind == .recovery
            && (settings.action ?? .pause) == .pause
    }

    /// The date holds hyphens too.
    private static func hasZone(_ text: String) -> Bool {
        text.dropFirst("2026-11-21".count).contains { "+-Zz".contains($0) }
    }
}
