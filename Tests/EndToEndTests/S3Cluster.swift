import TestSupport

/// A server that archives into a bucket, and a base backup of it with the first batch.
struct S3Cluster {
    /// The archive.
    let archive: S3Archive

    /// The server, which runs.
    let primary: PostgreSQLServer

    /// The base backup, without WAL.
    private let backup: String

    private let scratch: ScratchDirectory

    /// Starts the server, and takes the backup.
    init(
        _ installation: PostgreSQLInstallation,
        _ archive: S3Archive,
        in scratch: ScratchDirectory
    ) async throws {
        (self.archive, self.scratch) = (archive, scratch)
        var primary = try await PostgreSQLServer.initialize(
            installation,
            in: scratch,
            name: "primary",
            options: ["--wal-segsize=1"]
        )
        // As in Debian's /etc/postgresql/VERSION/NAME/environment.
        primary.environment = archive.environment
        try primary.configure(archive.archiving)
        try await primary.start()
        try await primary.sql(Ledger.creation)
        try await primary.insert(.inBackup)
        backup = try await primary.backup(to: "backup", wal: "none")
        self.primary = primary
    }

    /// A server on the base backup that will restore from an archive; not yet started.
    func restored(
        as name: String,
        _ kind: RecoveryKind = .recovery,
        from archive: S3Archive? = nil
    ) async throws -> PostgreSQLServer {
        let archive = archive ?? self.archive
        var server = try await PostgreSQLServer.restored(
            primary.installation,
            from: backup,
            in: scratch,
            name: name
        )
        server.environment = archive.environment
        try server.configure(archive.restoring)
        try server.signal(kind)
        return server
    }
}
