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
        var text = ""
        func add(_ name: String, _ kind: Kind, _ help: String, _ value: (some BinaryInteger)?) {
            guard let value else { return }
            let metric = prefix + name
            text += "# HELP \(metric) \(help)\n# TYPE \(metric) \(kind.rawValue)\n"
            text += "\(metric){archive=\"\(escaped(status.archive))\"} \(value)\n"
        }
        add("status", .gauge, "0 ok, 1 warning, 2 critical, 3 unknown.", verdict.level.rawValue)
        add("status_timestamp_seconds", .gauge, "When this was found out.", status.time)
        let server = status.server.value
        add(
            "archived_files_total",
            .counter,
            "Files archived (pg_stat_archiver).",
            server?.archivedCount
        )
        add(
            "failed_tries_total",
            .counter,
            "Failed tries to archive a file (pg_stat_archiver).",
            server?.failedCount
        )
        add(
            "last_archived_timestamp_seconds",
            .gauge,
            "When the last file was archived.",
            server?.lastArchived?.time
        )
        add(
            "last_failed_timestamp_seconds",
            .gauge,
            "When the last try failed.",
            server?.lastFailed?.time
        )
        add("waiting_files", .gauge, "Files that wait to be archived.", status.waiting.value?.count)
        add(
            "oldest_waiting_seconds",
            .gauge,
            "How long the oldest of them has waited.",
            status.waitingSeconds
        )
        let holdings = status.holdings.value
        add("files", .gauge, "WAL files in the archive.", holdings?.files)
        add(
            "oldest_recoverable_lsn_bytes",
            .gauge,
            "Where the archive's unbroken WAL begins.",
            holdings?.range?.start.rawValue
        )
        add(
            "newest_recoverable_lsn_bytes",
            .gauge,
            "Where it ends.",
            holdings?.range?.end.rawValue
        )
        return text
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
