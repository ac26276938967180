import TestSupport
import Testing

/// A fast shutdown while nothing can be archived ends soon, and loses nothing.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ShutdownTests {
    /// Why nothing can be archived.
    enum Obstacle: String, Sendable, CaseIterable {
        case archiveMissing
        case permissionDenied
        case archiveFull
        case archiveHangs

        /// Those that can be provoked here.
        static var possible: [Obstacle] {
            allCases.filter {
                switch $0 {
                case .archiveFull: MountedDirectory.isPossible
                case .archiveHangs: Tracing.isPossible
                default: true
                }
            }
        }

        /// The shell's lines that bring it about and that end it.
        func lines(_ archive: String, _ prefix: String) -> (strike: String, lift: String) {
            switch self {
            case .archiveMissing:
                ("mv \(archive) \(archive).away", "mv \(archive).away \(archive)")
            case .permissionDenied: ("chmod 000 \(archive)", "chmod 700 \(archive)")
            case .archiveFull:
                (
                    "head -c 64M /dev/zero >\(archive)/filler 2>/dev/null || :",
                    "rm \(archive)/filler"
                )
            case .archiveHangs:
                // Longer than a call may take during a shutdown. The tracer keeps the process until
                // the delay is over, whenever that gives up.
                (
                    "echo '\(Tracing.prefix("fsync", "delay_enter=8000000"))' >\(prefix)",
                    ": >\(prefix)"
                )
            }
        }
    }

    /// Wide enough for six runs of the command.
    ///
    /// That is how often PostgreSQL runs it during a shutdown. Each has 5 seconds (8 where a tracer
    /// makes it hang), and a second passes after a failure: about 54 seconds. The rest is for a
    /// busy machine.
    private let limit = Duration.seconds(85)

    @Test(arguments: Obstacle.possible)
    func `a fast shutdown is bounded, and the next start archives the rest`(
        obstacle: Obstacle
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveDirectory(in: scratch)
            let mounted =
                obstacle == .archiveFull
                ? try MountedDirectory(over: archive.path, mebibytes: 4) : nil
            defer { mounted?.unmount() }
            let prefix = try scratch.write([], to: "prefix")
            let command = """
                archive_mode = on
                archive_command = '$(cat \(prefix)) \(try Executables.found().push) \
                --archive \(archive.url) %p %f'
                """
            let server = try await PostgreSQLServer.initialize(
                .first(),
                in: scratch,
                name: "server",
                options: ["--wal-segsize=1"]
            )
            try server.configure(command)
            try await server.start()
            try await server.sql(Rows.creation)
            try await server.archiveCurrentSegment()

            let lines = obstacle.lines(archive.path, prefix)
            try await Command(["/bin/sh", "-ec", lines.strike]).succeed()
            try await server.insert(batch: 1)
            let waiting = try await server.sql("SELECT pg_walfile_name(pg_switch_wal())")
            let clock = ContinuousClock()
            let took = try await clock.measure { try await server.stop(.fast) }
            #expect(took < limit)
            let refusals = try server.log().split(separator: "\n").filter {
                $0.hasPrefix("wal-push: could not archive \"\(waiting)\"")
            }
            #expect((1...6).contains(refusals.count), "\(refusals)")
            if obstacle == .archiveHangs {
                #expect(refusals.allSatisfy { $0.contains("the server is shutting down") })
            }
            try await RunningProcess.waitForNone(in: server.dataDirectory)

            try await Command(["/bin/sh", "-ec", lines.lift]).succeed()
            try await server.start()
            let last = try await server.archiveCurrentSegment()
            #expect(try archive.names().contains(waiting))
            #expect(try await archive.verify([waiting, last]).status == 0)
            #expect(try await server.rows() == Rows.first(1))
            try await server.stop(.immediate)
        }
    }
}
