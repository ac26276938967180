import TestSupport

/// An archive, a place of base backups, and the operator's tool.
struct BackupSite<Archive: TestedArchive>: Sendable {
    let scratch: ScratchDirectory
    let archive: Archive
    /// The URL of the place of base backups.
    let place: String
    /// What the tool is told beside both.
    let settings: [String]
    private let tool: String

    private init(
        _ scratch: ScratchDirectory,
        _ archive: Archive,
        place: String,
        settings: [String] = []
    ) throws {
        (self.scratch, self.archive, self.place) = (scratch, archive, place)
        self.settings = settings
        tool = try Executables.found().archive
    }

    /// The command line of the tool.
    func line(_ words: [String]) -> [String] {
        [tool] + words + ["--archive", archive.url, "--backups", place] + settings
    }

    /// Runs the tool.
    func run(_ words: String..., environment: [String: String] = [:]) async throws -> Outcome {
        try await Command(
            line(words),
            environment: archive.environment.merging(environment) { _, given in given }
        ).run()
    }

    /// Runs the tool, which must succeed, and gives what it printed.
    @discardableResult
    func succeed(_ words: String...) async throws -> String {
        try await Command(line(words), environment: archive.environment).succeed()
    }

    /// Takes a backup of a server and gives its name.
    @discardableResult
    func backUp(_ server: PostgreSQLServer, _ words: String...) async throws -> String {
        let output = try await Command(
            line(["backup", "--dbname", connection(to: server)] + words),
            environment: archive.environment
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
        var server = PostgreSQLServer.placed(installation, in: scratch, name: name)
        server.environment = archive.environment
        try server.settle()
        try await server.start()
        return server
    }

    /// A primary that archives here, running.
    func primary(
        _ installation: PostgreSQLInstallation,
        settings: String = ""
    ) async throws -> PostgreSQLServer {
        var server = try await PostgreSQLServer.initialize(
            installation,
            in: scratch,
            name: "node-1"
        )
        server.environment = archive.environment
        try server.configure("\(archive.archiving)\n\(settings)")
        try await server.start()
        try await server.sql(Ledger.creation)
        return server
    }
}

extension BackupSite where Archive == ArchiveDirectory {
    /// Both in directories of a scratch directory.
    init(in scratch: ScratchDirectory) throws {
        try self.init(scratch, ArchiveDirectory(in: scratch))
    }

    /// The same for servers that archive already.
    init(of pair: ArchivePair) throws {
        try self.init(pair.scratch, pair.archive)
    }

    private init(_ scratch: ScratchDirectory, _ archive: ArchiveDirectory) throws {
        let backups = try scratch.directory("backups")
        try self.init(scratch, archive, place: "file://\(backups)")
    }

    /// The directory of base backups.
    var backups: String { String(place.dropFirst("file://".count)) }
}

extension BackupSite where Archive == S3Archive {
    /// Both in buckets, perhaps the same.
    ///
    /// - Parameters:
    ///   - backups: the bucket of base backups; nil for the archive's.
    ///   - settings: of every call.
    ///   - archiving: of the server's calls beside these.
    init(
        in archive: S3Bucket,
        backups: S3Bucket? = nil,
        _ scratch: ScratchDirectory,
        settings: [String] = [],
        archiving: [String] = []
    ) throws {
        let endpoint = ["--s3-endpoint", archive.server.endpoint]
        try self.init(
            scratch,
            S3Archive(in: archive, settings: settings + archiving),
            place: "s3://\((backups ?? archive).name)/main/base",
            settings: endpoint + settings
        )
    }
}
