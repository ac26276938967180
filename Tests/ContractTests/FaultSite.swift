import TestSupport

/// A server that restores from an archive until a fault strikes before a certain segment.
struct FaultSite: Sendable {
    /// The server, not yet started.
    let server: PostgreSQLServer

    /// Its restore command.
    let script: RestoreScript

    /// The segment with which the fault begins.
    let segment: String

    /// How many batches stand before it.
    let batchesBefore: Int

    /// Ends the fault.
    private let lifting: String

    /// The file system that is to run full.
    private let walMount: MountedDirectory?

    /// Runs a body with a site, and takes away what the fault needed.
    static func with(
        _ fault: Fault,
        _ kind: RecoveryKind,
        settings: [String] = [],
        installation: PostgreSQLInstallation? = nil,
        _ body: (FaultSite) async throws -> Void
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let cluster = try await ArchivedCluster.shared(installation)
            let site = try await FaultSite(cluster, fault, kind, settings: settings, in: scratch)
            do {
                try await body(site)
                try await site.remove()
            } catch {
                try? await site.remove()
                throw error
            }
        }
    }

    /// Prepares the server.
    private init(
        _ cluster: ArchivedCluster,
        _ fault: Fault,
        _ kind: RecoveryKind,
        settings: [String],
        in scratch: ScratchDirectory
    ) async throws {
        (segment, batchesBefore) = cluster.victim
        let archive = try await cluster.archive.copied(to: scratch.path("archive"))
        let common = ["timeout = 2", "standby_timeout = 2"]
        server = try await cluster.restored(as: "server", in: scratch, kind, settings: "")
        let wal = "\(server.dataDirectory)/pg_wal"
        let spool = try scratch.directory("spool")
        let place = Fault.Place(
            archive: archive.path,
            segment: segment,
            foreign: try await Self.foreign(segment, in: scratch),
            wal: wal,
            script: try RestoreScript(in: scratch, from: archive)
        )
        let lines = fault.lines(place)
        // With a spool a standby looks for a gap at once, and not only at certain seconds.
        script = try RestoreScript(
            in: scratch,
            from: archive,
            settings: common + ["spool = '\(spool)'"] + settings,
            before: (segment, lines.strike)
        )
        lifting = lines.lift
        try server.configure(script.setting)
        walMount = fault == .walFull ? try MountedDirectory(over: wal, mebibytes: 24) : nil
    }

    /// Ends the fault.
    func lift() async throws { try await script.run(lifting) }

    /// Ends the server and takes away what it needed.
    private func remove() async throws {
        try await Postmaster(dataDirectory: server.dataDirectory).end()
        walMount?.unmount()
    }

    /// A segment of this name that another cluster archived.
    private static func foreign(
        _ name: String,
        in scratch: ScratchDirectory
    ) async throws -> String {
        var fixture = WALFixture()
        // Segments of 1 MiB: 4096 of them have the same middle part.
        let digits = [name.dropFirst(8).prefix(8), name.dropFirst(16)]
        let numbers = digits.map { UInt64($0, radix: 16) ?? 0 }
        fixture.size = 1 << 20
        fixture.number = numbers[0] * 4096 + numbers[1]
        guard fixture.name == name else { throw HarnessError("\(fixture.name) is not \(name)") }
        let archive = try ArchiveDirectory(in: scratch, name: "foreign")
        let data = try DataDirectoryFixture(in: scratch, name: "foreign.data")
        let path = try data.write(fixture.bytes(), as: name)
        let outcome = try await archive.push(path, as: name, in: data.path)
        guard outcome.status == 0 else { throw HarnessError(outcome.description) }
        return archive.object(name)
    }
}
