/// An archive, wherever it is, and the commands that use it.
package protocol TestedArchive: Sendable {
    /// The setting that names it.
    var url: String { get }

    /// Settings beside that, as flags.
    var settings: [String] { get }

    /// What the commands need in their environment.
    var environment: [String: String] { get }

    /// The commands.
    var executables: Executables { get }
}

extension TestedArchive {
    /// What `postgresql.conf` says to archive here.
    package var archiving: String {
        "archive_mode = on\narchive_command = '\(shell(executables.push)) %p %f'"
    }

    /// What `postgresql.conf` says to restore from here; such a server archives nothing.
    package var restoring: String {
        "archive_mode = off\n\(restoreCommand)"
    }

    /// The line that names the restore command.
    package var restoreCommand: String {
        "restore_command = '\(shell(executables.fetch)) %f %p'"
    }

    /// Runs `wal-push` by hand.
    package func push(_ path: String, as name: String, in directory: String = "/") async throws
        -> Outcome
    {
        try await Command(
            [executables.push, "--archive", url] + settings + [path, name],
            environment: environment,
            directory: directory
        ).run()
    }

    /// Runs `wal-push` by hand at the moment when another one is about to run too.
    /// - Parameters:
    ///   - path: The file.
    ///   - name: Its name in the archive.
    ///   - directory: The working directory.
    ///   - gates: The file by which this one says that it is ready, and the other one's.
    /// - Returns: How it ended.
    /// - Throws: If it could not be run.
    package func push(
        _ path: String,
        as name: String,
        in directory: String,
        meeting gates: (String, String)
    ) async throws -> Outcome {
        let meet = #": > "$1"; while [ ! -e "$2" ]; do :; done; shift 2; exec "$@""#
        return try await Command(
            ["/bin/sh", "-c", meet, "meet", gates.0, gates.1, executables.push, "--archive", url]
                + settings + [path, name],
            environment: environment,
            directory: directory
        ).run()
    }

    /// Runs `wal-fetch` by hand.
    package func fetch(_ name: String, to path: String, in directory: String = "/") async throws
        -> Outcome
    {
        try await Command(
            [executables.fetch, "--archive", url] + settings + [name, path],
            environment: environment,
            directory: directory
        ).run()
    }

    /// Runs `wal-fetch` again and again, some thousand times at most, while it ends with a status.
    package func fetch(
        _ name: String,
        to path: String,
        in directory: String,
        againWhile status: Int32
    ) async throws -> Outcome {
        let loop = #"""
            status=$1 left=5000; shift
            while [ $left != 0 ]; do
                "$@"; got=$?
                [ $got = $status ] || exit $got
                left=$((left - 1))
            done
            exit $status
            """#
        return try await Command(
            ["/bin/sh", "-c", loop, "loop", "\(status)", executables.fetch, "--archive", url]
                + settings + [name, path],
            environment: environment,
            directory: directory
        ).run()
    }

    /// Runs `wal-fetch --verify`.
    package func verify(_ names: [String]) async throws -> Outcome {
        try await Command(
            [executables.fetch, "--archive", url] + settings + ["--verify"] + names,
            environment: environment
        ).run()
    }

    /// Runs `wal-push --verify`.
    package func compare(_ path: String, with name: String, in directory: String) async throws
        -> Outcome
    {
        try await Command(
            [executables.push, "--archive", url] + settings + ["--verify", path, name],
            environment: environment,
            directory: directory
        ).run()
    }

    /// A command with its settings, as the configuration file's shell takes it.
    private func shell(_ executable: String) -> String {
        ([executable, "--archive", url] + settings).joined(separator: " ")
    }
}
