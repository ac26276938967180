import Foundation

/// A PostgreSQL server in a scratch directory, reached through a socket there and nowhere else.
package struct PostgreSQLServer: Sendable {
    /// The executables.
    package let installation: PostgreSQLInstallation

    /// Where everything of this server is.
    package let scratch: ScratchDirectory

    /// Its name within the scratch directory.
    package let name: String

    /// What the server's environment holds beside the few variables that every command gets.
    package var environment: [String: String] = [:]

    /// The data directory.
    package var dataDirectory: String { scratch.path(name) }

    /// The directory of its socket.
    package var socketDirectory: String { scratch.path("\(name).socket") }

    /// The file that the server's log goes to.
    package var logPath: String { scratch.path("\(name).log") }

    /// A server whose data directory is there, or is about to be.
    package init(installation: PostgreSQLInstallation, scratch: ScratchDirectory, name: String) {
        (self.installation, self.scratch, self.name) = (installation, scratch, name)
    }

    /// Creates a cluster with `initdb`.
    package static func initialize(
        _ installation: PostgreSQLInstallation,
        in scratch: ScratchDirectory,
        name: String,
        options: [String] = []
    ) async throws -> PostgreSQLServer {
        let server = PostgreSQLServer(installation: installation, scratch: scratch, name: name)
        let line = [
            installation.executable("initdb"), "--no-sync", "--auth=trust", "--username=postgres",
            "--encoding=UTF8", "--locale=C", "--pgdata=\(server.dataDirectory)",
        ]
        try await Command(line + options).succeed()
        try server.configure(PostgreSQLSettings.common)
        try server.settle()
        return server
    }

    /// A server on a data directory of the scratch directory that is there already.
    package static func placed(
        _ installation: PostgreSQLInstallation,
        in scratch: ScratchDirectory,
        name: String
    ) -> PostgreSQLServer {
        PostgreSQLServer(installation: installation, scratch: scratch, name: name)
    }

    /// A server on a copy of a base backup.
    package static func restored(
        _ installation: PostgreSQLInstallation,
        from backup: String,
        in scratch: ScratchDirectory,
        name: String
    ) async throws -> PostgreSQLServer {
        let server = PostgreSQLServer(installation: installation, scratch: scratch, name: name)
        try await Disk.copyTree(backup, to: server.dataDirectory)
        try server.settle()
        return server
    }

    /// Gives the server a socket directory of its own; again after its settings were replaced.
    package func settle() throws {
        if !Disk.exists(socketDirectory) { _ = try scratch.directory("\(name).socket") }
        try configure("unix_socket_directories = '\(socketDirectory)'")
    }

    /// Adds lines to `postgresql.conf`, where the last one wins.
    package func configure(_ lines: String) throws {
        try Disk.append(lines + "\n", to: "\(dataDirectory)/postgresql.conf")
    }

    /// Creates `recovery.signal` or `standby.signal`.
    package func signal(_ kind: RecoveryKind) throws {
        try Disk.write([], to: "\(dataDirectory)/\(kind.rawValue).signal")
    }

    /// Runs SQL commands, each in a transaction of its own, and gives what they return, unaligned.
    @discardableResult
    package func sql(_ commands: String...) async throws -> String {
        let line = [
            installation.executable("psql"), "-XAtq", "-v", "ON_ERROR_STOP=1",
            "--host=\(socketDirectory)", "--username=postgres", "--dbname=postgres",
        ]
        return try await Command(line + commands.map { "--command=\($0)" }).succeed()
    }

    /// Runs `pgbench` in the database of all tests.
    package func pgbench(_ options: [String]) async throws {
        let line = [
            installation.executable("pgbench"), "--host=\(socketDirectory)", "--username=postgres",
        ]
        try await Command(line + options + ["postgres"]).succeed()
    }

    /// Takes a base backup into a new directory of the scratch directory and gives its path.
    package func backup(
        to name: String,
        wal method: String,
        options: [String] = []
    ) async throws -> String {
        let line = [
            installation.executable("pg_basebackup"), "--host=\(socketDirectory)",
            "--username=postgres", "--pgdata=\(scratch.path(name))", "--checkpoint=fast",
            "--no-sync", "--wal-method=\(method)",
        ]
        try await Command(line + options).succeed()
        return scratch.path(name)
    }

    /// What the server wrote to its log.
    package func log() throws -> String {
        Disk.exists(logPath) ? try Disk.text(logPath) : ""
    }

    /// The lines of the log that tell of a failure.
    package func failures() throws -> [String] {
        try log().split(separator: "\n").map(String.init).filter { line in
            ["ERROR:  ", "FATAL:  ", "PANIC:  "].contains { line.contains($0) }
        }
    }
}

/// Why a server starts in recovery; the raw value names the signal file.
package enum RecoveryKind: String, Sendable, CaseIterable {
    case recovery
    case standby
}
