import TestSupport

/// An archive, a place of base backups, and the operator's tool.
struct BackupSite: Sendable {
    let scratch: ScratchDirectory
    let archive: ArchiveDirectory
    /// The directory of base backups.
    let backups: String
    private let tool: String

    init(in scratch: ScratchDirectory) throws {
        self.scratch = scratch
        archive = try ArchiveDirectory(in: scratch)
        backups = try scratch.directory("backups")
        tool = try Executables.found().archive
    }

    /// The same for servers that archive already.
    init(of pair: ArchivePair) throws {
        scratch = pair.scratch
        archive = pair.archive
        backups = try pair.scratch.directory("backups")
        tool = try Executables.found().archive
    }

    /// The command line of the tool.
    func line(_ words: [String]) -> [String] {
        [tool] + words + ["--archive", archive.url, "--backups", "file://\(backups)"]
    }

    /// Runs the tool.
    func run(_ words: String..., environment: [String: String] = [:]) async throws -> Outcome {
        try await Command(line(words), environment: environment).run()
    }

    /// Runs the tool, which must succeed, and gives what it printed.
    @discardableResult
    func succeed(_ words: String...) async throws -> String {
        try await Command(line(words)).succeed()
    }

    /// Takes a backup of a server and gives its name.
    @discardableResult
    func backUp(_ server: PostgreSQLServer, _ words: String...) async throws -> String {
        let output = try await Command(
            line(["backup", "--dbname", connection(to: server)] + words)
        ).succeed()
        guard let name = output.split(separator: " ").dropFirst().first?.dropLast() else {
            throw HarnessError("the backup has no name: \(output)")
        }
        return String(name)
    }

    /// How the tool reaches a server.
    func connection(to server: PostgreSQLServer) -> String {
        "host=\(server.socketDirectory) user=postgres"
    }

    /// A server on what a restore left, running and ready.
    func started(
        _ installation: PostgreSQLInstallation,
        on name: String
    ) async throws -> PostgreSQLServer {
        let server = PostgreSQLServer.placed(installation, in: scratch, name: name)
        try server.settle()
        try await server.start()
        return server
    }

    /// A primary that archives here, running.
    func primary(
        _ installation: PostgreSQLInstallation,
        settings: String = ""
    ) async throws -> PostgreSQLServer {
        let server = try await PostgreSQLServer.initialize(
            installation,
            in: scratch,
            name: "node-1"
        )
        try server.configure("\(archive.archiving)\n\(settings)")
        try await server.start()
        try await server.sql(Ledger.creation)
        return server
    }
}
