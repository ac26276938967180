import Foundation
import TestSupport

/// A cluster of Debian's own tools, with its settings below a scratch directory.
struct DebianSite: Sendable {
    static let name = "main"

    /// Unreachable from outside; nothing of it is left behind.
    private static let settings = """
        listen_addresses = ''
        external_pid_file = ''
        shared_buffers = '16MB'
        autovacuum = off
        """

    let site: BackupSite<ArchiveDirectory>
    let version: String
    /// What /etc/postgresql is elsewhere.
    let root: String
    private let sockets: String
    private let binaries: String

    /// Creates a cluster that archives, and starts it.
    init(_ installation: PostgreSQLInstallation, in scratch: ScratchDirectory) async throws {
        site = try BackupSite(in: scratch)
        root = try scratch.directory("etc")
        sockets = try scratch.directory("sockets")
        binaries = installation.directory
        version = String(binaries.split(separator: "/").dropLast().last ?? "")
        try await run(
            "pg_createcluster",
            ["--datadir", data, "--socketdir", sockets, "--logfile", log, "--port", "5499"]
                + ["--start-conf", "manual", "--locale", "C", "--encoding", "UTF8"],
            ["--", "--no-sync", "--auth=trust", "--username=postgres"]
        )
        try Disk.append(
            "\(Self.settings)\n\(site.archive.archiving)\n",
            to: "\(configuration)/conf.d/site.conf"
        )
        try await start()
        try await sql(Ledger.creation)
    }

    /// Its name for `wal-archive`.
    var cluster: String { "\(version)/\(Self.name)" }

    /// Its settings.
    var configuration: String { "\(root)/\(cluster)" }

    /// Its data directory.
    var data: String { site.scratch.path("data") }

    private var log: String { site.scratch.path("debian.log") }

    /// What Debian's tools and ours are told.
    var environment: [String: String] {
        ["PG_CLUSTER_CONF_ROOT": root, "PGUSER": "postgres"]
    }

    /// Starts it as Debian does, and waits until it takes writes.
    func start() async throws {
        // A restored configuration has no link to a log elsewhere.
        if !Disk.exists("\(configuration)/log") {
            try await Command(["/bin/ln", "-s", log, "\(configuration)/log"]).succeed()
        }
        try await run("pg_ctlcluster", [], ["start"])
        try await Condition.wait(for: "the end of recovery") {
            try await sql("SELECT NOT pg_is_in_recovery()") == "t"
        }
    }

    /// Stops it as a crash would.
    func stop() async throws {
        try await run("pg_ctlcluster", [], ["stop", "--mode", "immediate"])
    }

    /// Loses it, settings and all, of which pg_dropcluster leaves what it has not made.
    func drop() async throws {
        try await stop()
        try await run("pg_dropcluster", [], [])
        if Disk.exists(configuration) { try Disk.remove(configuration) }
    }

    /// Runs SQL, and gives what it returns.
    @discardableResult
    func sql(_ command: String) async throws -> String {
        try await Command([
            "\(binaries)/psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "--host=\(sockets)",
            "--port=5499", "--username=postgres", "--dbname=postgres", "--command=\(command)",
        ]).succeed()
    }

    /// Runs `wal-archive`, which must succeed.
    @discardableResult
    func succeed(_ words: String...) async throws -> String {
        try await Command(site.line(words), environment: environment).succeed()
    }

    private func run(_ tool: String, _ options: [String], _ rest: [String]) async throws {
        try await Command(
            ["/usr/bin/\(tool)"] + options + [version, Self.name] + rest,
            environment: environment
        ).succeed()
    }
}
