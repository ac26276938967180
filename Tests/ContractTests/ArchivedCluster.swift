import Foundation
import Synchronization
import TestSupport

/// A cluster that was lost, its archives, and base backups from when one batch was there.
///
/// Small segments make copies of it cheap; tests change copies only.
struct ArchivedCluster: Sendable {
    /// The executables that ran it.
    let installation: PostgreSQLInstallation

    /// What `wal-push` archived.
    let archive: ArchiveDirectory

    /// The same segments as `cp` archived them.
    let copied: String

    /// A base backup without WAL.
    let backup: String

    /// A base backup with the WAL that it needs (`pg_basebackup -X stream`).
    let streamedBackup: String

    /// The segments in which the second and each later batch ends.
    let segments: [String]

    /// How many batches can be restored.
    static let batches = 5

    /// The segment that tests make unavailable, and how many batches stand before it.
    var victim: (segment: String, batchesBefore: Int) { (segments[2], 3) }

    /// The one of a version that all tests share; nil for the operating system's.
    static func shared(
        _ installation: PostgreSQLInstallation? = nil
    ) async throws -> ArchivedCluster {
        let installation = try installation ?? .first()
        let task = making.withLock { tasks in
            if let task = tasks[installation.version] { return task }
            let task = make(installation)
            tasks[installation.version] = task
            return task
        }
        return try await task.value
    }

    /// Each is made once; the last thing that the process does is to remove it.
    private static func make(
        _ installation: PostgreSQLInstallation
    ) -> Task<ArchivedCluster, any Error> {
        Task {
            let scratch = try ScratchDirectory()
            let isFirst = leftovers.withLock { paths in
                paths.append(scratch.path)
                return paths.count == 1
            }
            if isFirst {
                atexit {
                    ArchivedCluster.leftovers.withLock { for path in $0 { try? Disk.remove(path) } }
                }
            }
            return try await ArchivedCluster(installation, in: scratch)
        }
    }

    /// By PostgreSQL's version.
    private static let making = Mutex<[Int: Task<ArchivedCluster, any Error>]>([:])

    /// What to remove at the end.
    private static let leftovers = Mutex<[String]>([])

    /// Lives through it.
    init(
        _ installation: PostgreSQLInstallation,
        in scratch: ScratchDirectory,
        options: [String] = []
    ) async throws {
        self.installation = installation
        archive = try ArchiveDirectory(in: scratch)
        copied = try scratch.directory("copied")
        let server = try await PostgreSQLServer.initialize(
            installation,
            in: scratch,
            name: "primary",
            options: ["--wal-segsize=1"] + options
        )
        try server.configure(
            archive.archiving.dropLast() + " && cp %p \(copied)/%f'"
        )
        try await server.start()
        try await server.sql(Rows.creation)
        try await server.insert(batch: 1)
        backup = try await server.backup(to: "backup", wal: "none")
        streamedBackup = try await server.backup(to: "streamed", wal: "stream")
        var segments: [String] = []
        for batch in 2...Self.batches {
            try await server.insert(batch: batch)
            segments.append(try await server.archiveCurrentSegment())
        }
        self.segments = segments
        guard try await server.archiverStatistics().failed == 0 else {
            throw HarnessError("archiving failed\n\(try server.log())")
        }
        // Written, and lost with the server.
        try await server.insert(batch: Self.batches + 1)
        try await server.destroy()
    }

    /// A server on a copy of the base backup, not yet started.
    func restored(
        as name: String,
        in scratch: ScratchDirectory,
        _ kind: RecoveryKind,
        settings: String
    ) async throws -> PostgreSQLServer {
        let server = try await PostgreSQLServer.restored(
            installation,
            from: backup,
            in: scratch,
            name: name
        )
        try server.configure("archive_mode = off\n\(settings)")
        try server.signal(kind)
        return server
    }
}
