import Foundation

/// An archive in a directory and the commands that use it.
package struct ArchiveDirectory: Sendable {
    /// Where it is.
    package let path: String

    /// Settings beside `--archive`.
    package var settings: [String]

    /// The commands.
    private let executables: Executables

    /// Creates an empty archive in a scratch directory.
    package init(
        in scratch: ScratchDirectory,
        name: String = "archive",
        settings: [String] = []
    ) throws {
        self.init(at: try scratch.directory(name), settings: settings, try Executables.found())
    }

    /// An archive that is there.
    private init(at path: String, settings: [String], _ executables: Executables) {
        (self.path, self.settings, self.executables) = (path, settings, executables)
    }

    /// Copies the archive, as an operator would.
    package func copied(to path: String) async throws -> ArchiveDirectory {
        try await Disk.copyTree(self.path, to: path)
        return ArchiveDirectory(at: path, settings: settings, executables)
    }

    /// The setting that names the archive.
    package var url: String { "file://\(path)" }

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

    /// Where an object lies.
    package func object(_ name: String) -> String { "\(path)/\(name)" }

    /// The names of the WAL files in the archive, in order.
    package func names() throws -> [String] {
        try Disk.names(in: path).filter {
            !$0.hasPrefix(".") && !$0.hasPrefix("wal-archive.") && !$0.hasSuffix(".sha256")
        }
    }

    /// Runs `wal-push` by hand.
    package func push(_ path: String, as name: String, in directory: String = "/") async throws
        -> Outcome
    {
        try await Command(
            [executables.push, "--archive", url] + settings + [path, name],
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
            directory: directory
        ).run()
    }

    /// Runs `wal-fetch` by hand.
    package func fetch(_ name: String, to path: String, in directory: String = "/") async throws
        -> Outcome
    {
        try await Command(
            [executables.fetch, "--archive", url] + settings + [name, path],
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
            directory: directory
        ).run()
    }

    /// Runs `wal-fetch --verify`.
    package func verify(_ names: [String]) async throws -> Outcome {
        try await Command(
            [executables.fetch, "--archive", url] + settings + ["--verify"] + names
        ).run()
    }

    /// Runs `wal-push --verify`.
    package func compare(_ path: String, with name: String, in directory: String) async throws
        -> Outcome
    {
        try await Command(
            [executables.push, "--archive", url] + settings + ["--verify", path, name],
            directory: directory
        ).run()
    }

    /// A command with its settings, as the configuration file's shell takes it.
    private func shell(_ executable: String) -> String {
        ([executable, "--archive", url] + settings).joined(separator: " ")
    }
}
