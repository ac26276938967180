import TestSupport

/// A cluster that archived its WAL and was lost: what is left is the archive and a base backup.
///
/// Tests restore it, and change neither.
struct LostCluster: Sendable {
    /// Where everything is.
    let scratch: ScratchDirectory

    /// The version that ran.
    let installation: PostgreSQLInstallation

    /// What the cluster archived.
    let archive: ArchiveDirectory

    /// A base backup without WAL, taken when the first batch was there.
    let backup: String

    /// Where the log was after the batch before the LSN.
    let targetLSN: String

    /// When the batch before the time was there and the next was not.
    let targetTime: String

    /// The segment in which the archived batches end.
    let lastSegment: String

    /// What the archiver counted at the end.
    let statistics: ArchiverStatistics

    /// What the server complained about while it lived.
    let failures: [String]

    /// The name of the restore point.
    static let targetName = "after the third batch"

    /// Lives through it.
    init(_ installation: PostgreSQLInstallation, in scratch: ScratchDirectory) async throws {
        let archive = try ArchiveDirectory(in: scratch)
        let server = try await PostgreSQLServer.initialize(
            installation,
            in: scratch,
            name: "primary"
        )
        try server.configure(archive.archiving)
        try await server.start()
        try await server.sql(Ledger.creation)
        try await server.insert(.inBackup)
        backup = try await server.backup(to: "backup", wal: "none")

        try await server.insert(.beforeLSN)
        targetLSN = try await server.sql("SELECT pg_current_wal_insert_lsn()")
        try await server.insert(.beforeName)
        try await server.sql("SELECT pg_create_restore_point('\(Self.targetName)')")
        try await server.insert(.beforeTime)
        try await server.archiveCurrentSegment()
        targetTime = try await server.sql("SELECT clock_timestamp()")
        try await server.insert(.archived)
        lastSegment = try await server.archiveCurrentSegment()

        statistics = try await server.archiverStatistics()
        try await server.insert(.neverArchived)
        failures = try server.failures()
        try await server.destroy()
        (self.scratch, self.installation, self.archive) = (scratch, installation, archive)
    }

    /// A server on the base backup that will restore from an archive; not yet started.
    func restored(
        as name: String,
        from archive: ArchiveDirectory? = nil,
        _ kind: RecoveryKind = .recovery,
        settings: String = ""
    ) async throws -> PostgreSQLServer {
        let server = try await PostgreSQLServer.restored(
            installation,
            from: backup,
            in: scratch,
            name: name
        )
        try server.configure((archive ?? self.archive).restoring + "\n" + settings)
        try server.signal(kind)
        return server
    }
}
