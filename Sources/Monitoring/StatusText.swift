/// A status for people and for Nagios: one line with the verdict and figures behind a bar, then a
/// line for each part.
package struct StatusText: Sendable {
    private static let service = "WAL ARCHIVE"

    private let status: ArchivingStatus
    private let verdict: StatusVerdict
    private let thresholds: StatusThresholds

    /// Makes the text of a judged status.
    package init(
        _ status: ArchivingStatus,
        _ verdict: StatusVerdict,
        _ thresholds: StatusThresholds
    ) {
        self.status = status
        self.verdict = verdict
        self.thresholds = thresholds
    }

    /// The line of a call that found out nothing.
    package static func unknown(_ reason: String) -> String {
        "\(service) \(StatusLevel.unknown.word): \(withoutBars(reason))"
    }

    /// A bar would begin the figures.
    private static func withoutBars(_ text: String) -> String {
        String(text.map { $0 == "|" ? "/" : $0 })
    }

    /// All lines.
    package var lines: [String] {
        let reasons = verdict.reasons.isEmpty ? summary : verdict.reasons.joined(separator: "; ")
        let text = Self.withoutBars(reasons)
        let figures = performance.joined(separator: " ")
        let first =
            "\(Self.service) \(verdict.level.word): \(text)"
            + (figures.isEmpty ? "" : " | \(figures)")
        return [first] + details
    }

    private var summary: String {
        if let server = status.server.value, !server.archives {
            return "a standby, which archives nothing until it is promoted"
        }
        if let seconds = status.lastArchivedSeconds {
            return "the last file was archived \(TimeText.span(seconds)) ago"
        }
        if let newest = status.holdings.value?.wal?.newest {
            return "the archive's newest segment is \(newest)"
        }
        return "nothing was archived yet"
    }

    /// Figures as the monitoring plugins' guidelines want them: `name=value[unit];warn;crit`.
    private var performance: [String] {
        var figures: [String] = []
        if let waiting = status.waiting.value {
            let limits = thresholds.waitingFiles
            figures.append("waiting=\(waiting.count);\(limits.warning);\(limits.critical)")
        }
        if let seconds = status.waitingSeconds {
            let limits = thresholds.waitingSeconds
            figures.append("oldest_waiting=\(seconds)s;\(limits.warning);\(limits.critical)")
        }
        if let seconds = status.lastArchivedSeconds {
            figures.append("last_archived=\(seconds)s")
        }
        if let server = status.server.value {
            figures.append("archived=\(server.archivedCount)c")
            figures.append("failed=\(server.failedCount)c")
        }
        return figures
    }

    private var details: [String] {
        var lines: [String] = []
        if let server = status.server.value {
            lines.append("last archived: \(event(server.lastArchived))")
            lines.append(
                "failures: \(server.failedCount)"
                    + (server.lastFailed.map { ", the last of \(event($0))" } ?? "")
            )
        }
        if let waiting = status.waiting.value {
            let age =
                waiting.count == 0
                ? ""
                : ", the oldest for "
                    + TimeText.span(
                        status.waitingSeconds ?? 0
                    )
            lines.append("waiting: \(waiting.count) files\(age)")
        }
        if let holdings = status.holdings.value {
            lines.append("archive: \(holdings.files) WAL files in \(status.archive)")
            if let wal = holdings.wal { lines.append(Self.line(wal)) }
            if status.backups == .notAsked {
                lines.append("recoverable points: not known, since the setting backups is not set")
            }
        }
        return lines + (status.backups.value.map(self.lines) ?? [])
    }

    private static func line(_ wal: UnbrokenWAL) -> String {
        "unbroken WAL: \(wal.start) to \(wal.end), segments \(wal.oldest) to \(wal.newest)"
            + (wal.missing.map { "; \($0) before them is missing" } ?? "")
    }

    private func lines(_ backups: BaseBackups) -> [String] {
        let newest = backups.newestTime.map { ", the newest \(age($0)) old" } ?? ""
        let lost =
            backups.unrecoverable == 0
            ? "" : "; \(backups.unrecoverable) of them cannot be recovered"
        let line = "base backups: \(backups.count) in \(backups.url)\(newest)\(lost)"
        guard let span = backups.span else { return [line] }
        return [
            line,
            "oldest recoverable point: \(span.start), \(age(span.startTime)) ago, with base backup"
                + " \(span.oldest)",
            "newest recoverable point: \(span.end)"
                + (span.gap.map { "; \($0) is missing there" } ?? ""),
        ]
    }

    /// How long ago something was; clocks may differ a little.
    private func age(_ time: Int64) -> String { TimeText.span(max(status.time - time, 0)) }

    private func event(_ event: ArchiverStatistics.Event?) -> String {
        guard let event else { return "nothing" }
        return "\(event.name), \(age(event.time)) ago"
    }
}
