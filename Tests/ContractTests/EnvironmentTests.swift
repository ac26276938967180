import Glibc
import TestSupport
import Testing

/// Servers with nothing in their environment, of a user that has no name.
@Suite(
    .serialized,
    .timeLimit(.minutes(10)),
    .enabled(if: geteuid() == 0, "only root can become a user without a name")
)
struct EnvironmentTests {
    /// A user and group that no file lists.
    private static let nobody: uid_t = 54_321

    @Test func `works with an empty environment and a user without a name`() async throws {
        #expect(getpwuid(Self.nobody) == nil)
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveDirectory(in: scratch)
            let primary = try await PostgreSQLServer.initialize(
                .first(),
                in: scratch,
                name: "primary",
                options: ["--wal-segsize=1"]
            )
            try primary.configure(archive.archiving)
            try await primary.start()
            try await primary.sql(Rows.creation)
            try await primary.insert(batch: 1)
            let backup = try await primary.backup(to: "backup", wal: "none")
            try await primary.stop()

            try await handOver([archive.path, primary.dataDirectory, primary.socketDirectory])
            try await DirectPostmaster.with(primary, through: Self.prefix) { _ in
                try await primary.insert(batch: 2)
                try await primary.archiveCurrentSegment()
                #expect(try await primary.archiverStatistics().failed == 0)
            }
            let server = try await PostgreSQLServer.restored(
                .first(),
                from: backup,
                in: scratch,
                name: "server"
            )
            try server.configure("archive_mode = off\n\(archive.restoreCommand)")
            try server.signal(.recovery)
            try await handOver([server.dataDirectory, server.socketDirectory])
            try await DirectPostmaster.with(server, through: Self.prefix) { _ in
                try await server.waitForEndOfRecovery()
                #expect(try await server.rows() == Rows.first(2))
                #expect(try server.log().contains("restored log file"))
            }
        }
    }

    /// Runs what follows as that user, without an environment.
    private static let prefix = [
        "/usr/bin/setpriv", "--reuid=\(nobody)", "--regid=\(nobody)", "--clear-groups",
        "/usr/bin/env", "-i",
    ]

    /// Gives directories to that user; anybody may reach a socket in them.
    private func handOver(_ paths: [String]) async throws {
        for path in paths {
            try changeOwners(of: path)
            if path.hasSuffix(".socket") { chmod(path, 0o777) }
        }
    }

    /// Gives a directory and all that is in it to that user.
    private func changeOwners(of path: String) throws {
        guard lchown(path, Self.nobody, Self.nobody) == 0 else {
            throw HarnessError("could not give away \"\(path)\": errno \(errno)")
        }
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return }
        for name in try Disk.names(in: path) { try changeOwners(of: "\(path)/\(name)") }
    }
}
