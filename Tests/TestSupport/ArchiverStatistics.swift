/// What `pg_stat_archiver` counts.
package struct ArchiverStatistics: Sendable, Equatable {
    /// How many files were archived.
    package let archived: Int

    /// How many calls failed.
    package let failed: Int

    /// The last file archived, empty before the first.
    package let lastArchived: String
}

extension PostgreSQLServer {
    /// The statistics of the archiver now.
    package func archiverStatistics() async throws -> ArchiverStatistics {
        let row = try await sql(
            "SELECT archived_count, failed_count, last_archived_wal FROM pg_stat_archiver"
        ).split(separator: "|", omittingEmptySubsequences: false)
        return ArchiverStatistics(
            archived: Int(row[0]) ?? -1,
            failed: Int(row[1]) ?? -1,
            lastArchived: String(row[2])
        )
    }

    /// Ends the current segment, waits until it is archived, and gives its name.
    @discardableResult
    package func archiveCurrentSegment() async throws -> String {
        // Something must be in the segment, else there is nothing to switch.
        let segment = try await sql(
            "SELECT pg_create_restore_point('switch')",
            "SELECT pg_walfile_name(pg_switch_wal())"
        ).split(separator: "\n").last.map(String.init)
        guard let segment else { throw HarnessError("pg_switch_wal returned nothing") }
        // The archiver renames the status file first and counts afterwards.
        try await wait(
            for: "the archiving of \(segment)",
            """
            SELECT coalesce(left(last_archived_wal, 24) >= '\(segment)', false)
            FROM pg_stat_archiver WHERE last_archived_wal NOT LIKE '%.history'
            """
        )
        return segment
    }
}
