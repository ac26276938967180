import TestSupport

/// A primary that archives, and a standby that is fed by the archive alone.
///
/// Both run and hold the first batch. The standby archives to the same place once it is promoted.
struct ArchivePair: Sendable {
    /// Where everything is.
    let scratch: ScratchDirectory

    /// The archive that both use.
    let archive: ArchiveDirectory

    /// The cluster's first server.
    let primary: PostgreSQLServer

    /// The one that follows.
    let standby: PostgreSQLServer

    /// The base backup that the standby was made from.
    private let backup: String

    /// Starts both.
    init(
        _ installation: PostgreSQLInstallation,
        in scratch: ScratchDirectory,
        settings: String = ""
    ) async throws {
        let archive = try ArchiveDirectory(in: scratch)
        let primary = try await PostgreSQLServer.initialize(
            installation,
            in: scratch,
            name: "primary"
        )
        try primary.configure(
            "\(archive.archiving)\n\(archive.restoreCommand)\n\(settings)"
        )
        try await primary.start()
        try await primary.sql(Ledger.creation)
        try await primary.insert(.inBackup)
        let backup = try await primary.backup(to: "backup", wal: "none")

        let standby = try await PostgreSQLServer.restored(
            installation,
            from: backup,
            in: scratch,
            name: "standby"
        )
        try standby.signal(.standby)
        try await standby.start()
        (self.scratch, self.archive, self.backup) = (scratch, archive, backup)
        (self.primary, self.standby) = (primary, standby)
    }

    /// Waits until the standby shows a batch that the primary wrote.
    func waitForStandby(toHold batch: Batch) async throws {
        try await standby.wait(
            for: "batch \"\(batch.name)\"",
            "SELECT count(*) = \(batch.ids.count) FROM ledger WHERE batch = '\(batch.name)'"
        )
    }

    /// A server restored from the base backup and the archive to the end, already writable.
    func restored(as name: String, settings: String) async throws -> PostgreSQLServer {
        let server = try await PostgreSQLServer.restored(
            primary.installation,
            from: backup,
            in: scratch,
            name: name
        )
        try server.configure(settings)
        try server.signal(.recovery)
        try await server.start()
        try await server.waitForEndOfRecovery()
        return server
    }
}
