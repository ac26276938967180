import TestSupport

/// A primary and two standbys that stream from it, all of which archive into one place.
struct Trio: Sendable {
    /// What they share.
    let archive: ArchiveDirectory

    /// The first primary.
    let primary: PostgreSQLServer

    /// The standby that is promoted first.
    let first: PostgreSQLServer

    /// The other one.
    let second: PostgreSQLServer

    /// Starts all, with one batch.
    init(_ installation: PostgreSQLInstallation, in scratch: ScratchDirectory) async throws {
        archive = try ArchiveDirectory(in: scratch)
        primary = try await PostgreSQLServer.initialize(
            installation,
            in: scratch,
            name: "primary",
            options: ["--wal-segsize=1"]
        )
        try primary.configure("\(archive.archiving)\narchive_mode = always")
        try await primary.start()
        try await primary.sql(Rows.creation)
        try await primary.insert(batch: 1)
        let backup = try await primary.backup(to: "backup", wal: "stream")
        var standbys: [PostgreSQLServer] = []
        for name in ["first", "second"] {
            let standby = try await PostgreSQLServer.restored(
                installation,
                from: backup,
                in: scratch,
                name: name
            )
            try standby.signal(.standby)
            try standby.configure(Self.upstream(primary))
            try await standby.start()
            standbys.append(standby)
        }
        (first, second) = (standbys[0], standbys[1])
    }

    /// Lets a running standby stream from another server, or from none.
    func follow(_ server: PostgreSQLServer?, _ standby: PostgreSQLServer) async throws {
        try standby.configure(Self.upstream(server))
        try await standby.reload()
        try await standby.wait(
            for: "the new upstream",
            "SELECT count(*) = \(server == nil ? 0 : 1) FROM pg_stat_wal_receiver"
        )
    }

    /// The setting.
    private static func upstream(_ server: PostgreSQLServer?) -> String {
        let value = server.map { "host=\($0.socketDirectory) port=5432 user=postgres" } ?? ""
        return "primary_conninfo = '\(value)'"
    }
}
