internal import WAL

/// A status in Prometheus's text format, for the textfile collector of the node exporter.
///
/// What is not known is left out: a missing metric can be told from zero.
package enum PrometheusText {
    private static let prefix = "wal_archive_"

    private enum Kind: String {
        case gauge, counter
    }

    /// The whole file, one sample to a metric, labelled with the archive.
    package static func text(_ status: ArchivingStatus, _ verdict: StatusVerdict) -> String {
        let label = "{archive=\"\(escaped(status.archive))\"}"
        let known =
            metrics(status, verdict) + server(status.server.value) + waiting(status)
            + holdings(status.holdings.value) + backups(status.backups.value)
        return known.compactMap { metric in
            metric.value.map { value in
                """
                # HELP \(prefix)\(metric.name) \(metric.help)
                # TYPE \(prefix)\(metric.name) \(metric.kind.rawValue)
                \(prefix)\(metric.name)\(label) \(value)

                """
            }
        }.joined()
    }

    private struct Metric {
        let name: String
        let kind: Kind
        let help: String
        /// Nil where it is not known.
        let value: String?

        init(
            _ name: String,
            _ help: String,
            _ value: (some BinaryInteger)?,
            kind: Kind = .gauge
        ) {
            self.name = name
            self.kind = kind
            self.help = help
            self.value = value.map { "\($0)" }
        }
    }

    private static func metrics(_ status: ArchivingStatus, _ verdict: StatusVerdict) -> [Metric] {
        [
            Metric("status", "0 ok, 1 warning, 2 critical, 3 unknown.", verdict.level.rawValue),
            Metric("status_timestamp_seconds", "When this was found out.", status.time),
        ]
    }

    private static func server(_ server: ArchiverStatistics?) -> [Metric] {
        [
            Metric(
                "archived_files_total",
                "Files archived (pg_stat_archiver).",
                server?.archivedCount,
                kind: .counter
            ),
            Metric(
                "failed_tries_total",
                "Failed tries to archive a file (pg_stat_archiver).",
                server?.failedCount,
                kind: .counter
            ),
            Metric(
                "last_archived_timestamp_seconds",
                "When the last file was archived.",
                server?.lastArchived?.time
            ),
            Metric(
                "last_failed_timestamp_seconds",
                "When the last try failed.",
                server?.lastFailed?.time
            ),
        ]
    }

    private static func waiting(_ status: ArchivingStatus) -> [Metric] {
        [
            Metric("waiting_files", "Files that wait to be archived.", status.waiting.value?.count),
            Metric(
                "oldest_waiting_seconds",
                "How long the oldest of them has waited.",
                status.waitingSeconds
            ),
        ]
    }

    private static func holdings(_ holdings: ArchivingStatus.Holdings?) -> [Metric] {
        [
            Metric("files", "WAL files in the archive.", holdings?.files),
            Metric(
                "unbroken_wal_start_lsn_bytes",
                "Where the archive's unbroken WAL begins.",
                holdings?.wal?.start.rawValue
            ),
            Metric(
                "unbroken_wal_end_lsn_bytes",
                "Where it ends.",
                holdings?.wal?.end.rawValue
            ),
        ]
    }

    private static func backups(_ backups: BaseBackups?) -> [Metric] {
        [
            Metric("base_backups", "Base backups that are whole.", backups?.count),
            Metric(
                "unrecoverable_base_backups",
                "Those of them that lack WAL, or what they build on.",
                backups?.unrecoverable
            ),
            Metric(
                "newest_base_backup_timestamp_seconds",
                "When the newest base backup ended.",
                backups?.newestTime
            ),
            Metric(
                "oldest_recoverable_lsn_bytes",
                "From where on every moment can be recovered.",
                backups?.span?.start.rawValue
            ),
            Metric(
                "oldest_recoverable_timestamp_seconds",
                "From when on every moment can be recovered.",
                backups?.span?.startTime
            ),
            Metric(
                "newest_recoverable_lsn_bytes",
                "Up to where it can be recovered.",
                backups?.span?.end.rawValue
            ),
        ]
    }

    /// A label's value: backslashes, quotes and line breaks are escaped.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case _ where character.isNewline: escaped += "\\n"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
