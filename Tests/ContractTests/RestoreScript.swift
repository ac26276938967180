import TestSupport

/// A restore command that notes every exit status, and that something may befall.
///
/// Its settings are in a file and a prefix of its command line in another, so that both can change
/// while a server runs. Nothing is fetched ahead: what befalls the archive is to meet the call.
struct RestoreScript: Sendable {
    /// Where everything is.
    private let scratch: ScratchDirectory

    /// The file of settings of `wal-fetch`.
    var settingsFile: String { scratch.path("restore.conf") }

    /// The file of what stands before `wal-fetch` in its command line.
    var prefixFile: String { scratch.path("restore.prefix") }

    /// Writes the script.
    /// - Parameters:
    ///   - scratch: Where to.
    ///   - archive: What it fetches from.
    ///   - settings: Further lines of its settings.
    ///   - fault: A file name and what the shell does before that file is fetched for the first
    ///     time.
    init(
        in scratch: ScratchDirectory,
        from archive: ArchiveDirectory,
        settings: [String] = [],
        before fault: (name: String, strike: String)? = nil
    ) throws {
        self.scratch = scratch
        let lines = ["archive = '\(archive.url)'", "fetch_ahead = 0"] + settings
        try scratch.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: "restore.conf")
        try scratch.write([], to: "restore.prefix")
        let struck = scratch.path("restore.struck")
        let script = """
            if [ "$1" = '\(fault?.name ?? "none")' ] && [ ! -e '\(struck)' ]; then
                \(fault?.strike ?? ":")
                : >'\(struck)'
            fi
            $(cat '\(prefixFile)') \(try Executables.found().fetch) \\
                --config '\(settingsFile)' "$1" "$2"
            status=$?
            echo "$1 $status" >>'\(scratch.path("restore.statuses"))'
            exit $status

            """
        try scratch.write(Array(script.utf8), to: "restore.sh")
    }

    /// The line of `postgresql.conf`.
    var setting: String { "restore_command = '/bin/sh \(scratch.path("restore.sh")) %f %p'" }

    /// Runs what a test prepared for later, as the account that owns the files.
    func run(_ lines: String) async throws {
        try await Command(["/bin/sh", "-ec", lines], directory: scratch.path).succeed()
    }

    /// The exit statuses so far, each after a file's name and a space.
    func statuses() throws -> [String] {
        let path = scratch.path("restore.statuses")
        guard Disk.exists(path) else { return [] }
        // The last line may be half written.
        return try Disk.text(path).split(separator: "\n", omittingEmptySubsequences: false)
            .dropLast().map(String.init)
    }

    /// The exit statuses for one file so far.
    func statuses(of name: String) throws -> [String] {
        try statuses().filter { $0.hasPrefix("\(name) ") }.map { String($0.dropFirst(25)) }
    }

    /// Waits until a file was asked for with an answer as often.
    func wait(for name: String, _ status: Int32, times: Int) async throws {
        try await Condition.wait(
            for: "the status \(status) of \(name), \(times) times",
            evidence: { try statuses().joined(separator: "\n") },
            until: { try statuses(of: name).count { $0 == "\(status)" } >= times }
        )
    }
}
