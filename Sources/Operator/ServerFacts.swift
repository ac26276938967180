internal import Checks
internal import Monitoring
internal import Replication
internal import WAL

/// What a running server says of itself.
struct ServerFacts {
    let settings: ServerSettings
    let statistics: ArchiverStatistics
    let waiting: ArchivingStatus.Part<WaitingFiles>
    /// Nil where it may not be asked for.
    let system: SystemIdentifier?

    private static let settingsQuery = """
        SELECT current_setting('archive_mode'), current_setting('archive_command'),
            coalesce(current_setting('archive_library', true), ''),
            coalesce(current_setting('restore_command', true), ''), pg_is_in_recovery()
        """
    private static let statisticsQuery = """
        SELECT archived_count, failed_count,
            last_archived_wal, extract(epoch FROM last_archived_time)::bigint,
            last_failed_wal, extract(epoch FROM last_failed_time)::bigint
        FROM pg_stat_archiver
        """
    private static let waitingQuery = """
        SELECT count(*), extract(epoch FROM min(modification))::bigint
        FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready'
        """
    private static let systemQuery = "SELECT system_identifier FROM pg_control_system()"

    /// Asks a server.
    init(_ connection: ServerConnection) throws(ReplicationError) {
        let shown = try Row(connection, Self.settingsQuery, "settings", columns: 5)
        let isInRecovery = shown[4] == "t"
        settings = ServerSettings(
            archiveMode: shown[0] ?? "",
            archiveCommand: shown[1] ?? "",
            archiveLibrary: shown[2] ?? "",
            restoreCommand: shown[3] ?? "",
            isInRecovery: isInRecovery
        )
        let row = try Row(connection, Self.statisticsQuery, "pg_stat_archiver", columns: 6)
        statistics = ArchiverStatistics(
            archiveMode: settings.archiveMode,
            isInRecovery: isInRecovery,
            archivedCount: row[0].flatMap { UInt64($0) } ?? 0,
            failedCount: row[1].flatMap { UInt64($0) } ?? 0,
            lastArchived: row.event(at: 2),
            lastFailed: row.event(at: 4)
        )
        waiting = Self.waiting(connection)
        // Both need more than a login; each is worth something without the other.
        system = (try? Row(connection, Self.systemQuery, "the system identifier", columns: 1))
            .flatMap { $0[0] }.flatMap { UInt64($0) }.flatMap { SystemIdentifier($0) }
    }

    private static func waiting(
        _ connection: ServerConnection
    ) -> ArchivingStatus.Part<WaitingFiles> {
        do throws(ReplicationError) {
            let row = try Row(connection, waitingQuery, "pg_ls_archive_statusdir", columns: 2)
            return .known(
                WaitingFiles(
                    count: row[0].flatMap { Int($0) } ?? 0,
                    oldestTime: row[1].flatMap { Int64($0) }
                )
            )
        } catch {
            return .failed("\(error) HINT: Ask as a member of the role pg_monitor.")
        }
    }
}

/// One row of an answer, with as many columns as were asked for.
private struct Row {
    private let values: [String?]

    init(
        _ connection: ServerConnection,
        _ query: String,
        _ subject: String,
        columns: Int
    ) throws(ReplicationError) {
        guard let row = try connection.rows(query, subject).first, row.count == columns else {
            throw .protocolViolation("no row for \(subject)")
        }
        values = row
    }

    subscript(column: Int) -> String? { values[column] }

    /// A file's name and the time behind it.
    func event(at column: Int) -> ArchiverStatistics.Event? {
        guard let name = values[column], let time = values[column + 1].flatMap({ Int64($0) })
        else { return nil }
        return ArchiverStatistics.Event(name: name, time: time)
    }
}
