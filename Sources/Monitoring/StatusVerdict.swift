internal import WAL

/// A status judged: how grave it is, and why.
package struct StatusVerdict: Equatable, Sendable {
    /// Of all reasons the gravest.
    package let level: StatusLevel
    /// One phrase for each thing that is not as it should be, the gravest first.
    package let reasons: [String]

    /// Judges a status.
    package init(_ status: ArchivingStatus, _ thresholds: StatusThresholds) {
        let findings =
            Self.judge(status.server, waiting: status.waiting.value)
            + Self.judge(status, thresholds)
            + Self.judge(status.holdings, system: status.system)
            + Self.judge(status.backups, owner: status.holdings.value?.owner)
        level = .gravest(findings.map(\.level))
        let order: [StatusLevel] = [.critical, .unknown, .warning]
        reasons = order.flatMap { level in
            findings.filter { $0.level == level }.map(\.reason)
        }
    }

    private typealias Finding = (level: StatusLevel, reason: String)

    private static func judge(
        _ server: ArchivingStatus.Part<ArchiverStatistics>,
        waiting: WaitingFiles?
    ) -> [Finding] {
        switch server {
        case .notAsked: return []
        case .failed(let reason): return [(.critical, "the server does not answer: \(reason)")]
        case .known(let statistics):
            if statistics.archiveMode == "off" {
                return [(.critical, "archive_mode is off: nothing is archived")]
            }
            // Nothing waits any more: the file that failed was archived in the same second.
            guard statistics.archives, statistics.isFailing, waiting?.count != 0,
                let failed = statistics.lastFailed
            else { return [] }
            return [
                (
                    .warning,
                    "the last try to archive \(failed.name) failed; the reason is in the"
                        + " server's log"
                )
            ]
        }
    }

    private static func judge(
        _ status: ArchivingStatus,
        _ thresholds: StatusThresholds
    ) -> [Finding] {
        // A standby's files are its primary's to archive.
        if let server = status.server.value, !server.archives { return [] }
        switch status.waiting {
        case .notAsked: return []
        case .failed(let reason): return [(.unknown, "what waits cannot be told: \(reason)")]
        case .known(let waiting):
            let seconds = status.waitingSeconds ?? 0
            let byAge = thresholds.waitingSeconds.level(seconds)
            let byCount = thresholds.waitingFiles.level(Int64(waiting.count))
            return [
                (byAge, "a file has waited \(TimeText.span(seconds)) to be archived"),
                (byCount, "\(waiting.count) files wait to be archived"),
            ].filter { $0.level != .ok }
        }
    }

    private static func judge(
        _ holdings: ArchivingStatus.Part<ArchivingStatus.Holdings>,
        system: SystemIdentifier?
    ) -> [Finding] {
        switch holdings {
        case .notAsked: return []
        case .failed(let reason): return [(.unknown, "the archive does not answer: \(reason)")]
        case .known(let holdings):
            var findings: [Finding] = []
            if let owner = holdings.owner, let system, owner != system {
                let reason =
                    "the archive is another cluster's: its system identifier is \(owner), this"
                    + " server's \(system) HINT: Give each cluster an archive of its own, also"
                    + " after initdb and pg_upgrade."
                findings.append((.critical, reason))
            }
            if let lost = holdings.lost {
                let reason =
                    "the server counts \(lost) as archived, and the archive does not have it"
                findings.append((.critical, reason))
            }
            return findings
        }
    }

    private static func judge(
        _ backups: ArchivingStatus.Part<BaseBackups>,
        owner: SystemIdentifier?
    ) -> [Finding] {
        switch backups {
        case .notAsked: return []
        case .failed(let reason): return [(.unknown, "the base backups do not answer: \(reason)")]
        case .known(let backups):
            if let stranger = backups.stranger, let owner {
                return [
                    (
                        .critical,
                        "base backups are another cluster's: their system identifier is"
                            + " \(stranger), the archive's \(owner) HINT: Compare the settings"
                            + " archive and backups."
                    )
                ]
            }
            if let defect = backups.defect {
                return [(.critical, "base backup \(defect)")]
            }
            guard let span = backups.span else {
                let reason =
                    backups.count == 0
                    ? "there is no base backup: nothing can be recovered"
                    : "no base backup can be recovered: the archive lacks WAL that each of them needs"
                return [(.critical, reason)]
            }
            let concerns = backups.concerns.map { (level: StatusLevel.warning, reason: $0) }
            guard let gap = span.gap else { return concerns }
            return [
                (
                    .critical,
                    "nothing behind \(span.end) can be recovered: \(gap) is missing, and no base"
                        + " backup was taken since"
                )
            ]
        }
    }
}
