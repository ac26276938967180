import Glibc
import TestSupport
import Testing

/// PostgreSQL as process 1, as in its container image: it inherits every orphan, and one that ends
/// with another status than 0 or 1 makes it restart all sessions.
@Suite(
    .serialized,
    .timeLimit(.minutes(10)),
    .enabled(if: MountedDirectory.isPossible, "name spaces of processes are for root only")
)
struct ContainerTests {
    /// Makes what follows process 1, of the account that owns the data directory.
    private var prefix: [String] {
        ["/usr/bin/unshare", "--pid", "--fork", "--kill-child", "--mount-proc"]
            + Account.unprivileged.prefix
    }

    @Test(arguments: RecoveryKind.allCases)
    func `restores every row and restarts no session`(kind: RecoveryKind) async throws {
        try await ScratchDirectory.with { scratch in
            let cluster = try await ArchivedCluster.shared()
            let server = try await cluster.restored(
                as: "server",
                in: scratch,
                kind,
                settings: cluster.archive.restoreCommand.dropLast()
                    + " \(AheadSite.flags.joined(separator: " "))'"
            )
            try await DirectPostmaster.with(server, through: prefix) { _ in
                try await server.wait(forBatches: ArchivedCluster.batches)
                if kind == .recovery { try await server.waitForEndOfRecovery() }
                #expect(try await server.rows() == Rows.first(ArchivedCluster.batches))
                try expectProcessOne(server)
                try expectNoRestart(server)
            }
        }
    }

    @Test(.enabled(if: Tracing.isPossible, "\(Tracing.isMissing)"))
    func `a fetch whose session leader dies restarts no session`() async throws {
        try await ScratchDirectory.with { scratch in
            let cluster = try await ArchivedCluster.shared()
            let delay = Tracing.prefix("linkat", "delay_enter=3000000")
            let script = try RestoreScript(
                in: scratch,
                from: cluster.archive,
                before: (
                    cluster.victim.segment, "echo '\(delay)' >'\(scratch.path("restore.prefix"))'"
                )
            )
            let server = try await cluster.restored(
                as: "server",
                in: scratch,
                .standby,
                settings: script.setting
            )
            try await DirectPostmaster.with(server, through: prefix) { postmaster in
                let fetch = try await RunningProcess.waitForStopped(
                    "wal-fetch",
                    in: server.dataDirectory
                )
                kill(fetch.session, SIGKILL)
                // A server without its startup process ends; that it does by itself.
                try await postmaster.waitUntilItEnds()
                try expectNoRestart(server)
                #expect(try server.log().contains("startup process failure"))
                #expect(!Disk.exists("\(server.dataDirectory)/pg_wal/RECOVERYXLOG"))
            }
        }
    }

    @Test(.enabled(if: Tracing.isPossible, "\(Tracing.isMissing)"))
    func `a push that fails as an orphan restarts no session`() async throws {
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveDirectory(in: scratch)
            let prefixFile = try scratch.write([], to: "prefix")
            let server = try await PostgreSQLServer.initialize(
                .first(),
                in: scratch,
                name: "server",
                options: ["--wal-segsize=1"]
            )
            let push = try Executables.found().push
            // The shell stays between PostgreSQL and the command.
            try server.configure(
                """
                archive_mode = on
                archive_command = '$(cat \(prefixFile)) \(push) --archive \(archive.url) %p %f; \
                exit $?'
                """
            )
            try await DirectPostmaster.with(server, through: prefix) { _ in
                try await server.archiveCurrentSegment()
                let delay = Tracing.prefix("linkat", "error=EACCES:delay_enter=3000000")
                try Disk.write(Array("\(delay)\n".utf8), to: prefixFile)
                try await server.sql(Rows.creation)
                try await server.sql("SELECT pg_switch_wal()")
                let orphan = try await RunningProcess.waitForStopped(
                    "wal-push",
                    in: server.dataDirectory
                )
                try Disk.write([], to: prefixFile)
                kill(orphan.parent, SIGKILL)
                try await Condition.wait(for: "the orphan's end", evidence: server.log) {
                    kill(orphan.id, 0) != 0
                }
                // The postmaster answers after it has dealt with the orphan, restart or not.
                try await Condition.wait(for: "an answer", evidence: server.log) {
                    (try? await server.sql("SELECT 1")) == "1"
                }
                try expectProcessOne(server)
                try expectNoRestart(server)
            }
        }
    }

    /// Expects that the postmaster is process 1 of its name space.
    private func expectProcessOne(_ server: PostgreSQLServer) throws {
        let file = try Disk.text("\(server.dataDirectory)/postmaster.pid")
        #expect(file.hasPrefix("1\n"))
    }

    /// Expects that no session was ended because some process died.
    private func expectNoRestart(_ server: PostgreSQLServer) throws {
        let log = try server.log()
        #expect(!log.contains("reinitializing"))
        #expect(!log.contains("untracked child process"))
    }
}
