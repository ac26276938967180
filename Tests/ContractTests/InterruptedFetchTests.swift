import Glibc
import TestSupport
import Testing

/// A fetch ends with the server that asked for it, and delivers nothing to the next one.
@Suite(
    .serialized,
    .timeLimit(.minutes(10)),
    .enabled(if: Tracing.isPossible, "\(Tracing.isMissing)")
)
struct InterruptedFetchTests {
    /// What ends the server in the middle of a fetch.
    enum End: String, Sendable, CaseIterable {
        case fastShutdown
        case immediateShutdown
        case startupTerminated
        case startupKilled
        case postmasterKilled
    }

    /// How the fetch is held up just before it delivers.
    enum Delay: String, Sendable, CaseIterable {
        /// The last check is done, and the system call that delivers takes two seconds.
        case inDelivery

        /// The process is stopped before its last check, and continued when the server is gone.
        case beforeLastCheck

        /// What does it.
        var prefix: String {
            switch self {
            case .inDelivery: Tracing.prefix("linkat", "delay_enter=2000000")
            case .beforeLastCheck: Tracing.prefix("fchmod", "signal=SIGSTOP")
            }
        }
    }

    @Test(arguments: End.allCases, Delay.allCases)
    func `delivers nothing late, and the next start restores every row`(
        end: End,
        delay: Delay
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let cluster = try await ArchivedCluster.shared()
            let prefix = scratch.path("restore.prefix")
            let script = try RestoreScript(
                in: scratch,
                from: cluster.archive,
                before: (cluster.victim.segment, "echo '\(delay.prefix)' >'\(prefix)'")
            )
            let server = try await cluster.restored(
                as: "server",
                in: scratch,
                .recovery,
                settings: script.setting
            )
            try await server.start()
            let fetch = try await RunningProcess.waitForStopped(
                "wal-fetch",
                in: server.dataDirectory
            )
            #expect(fetch.session != fetch.id, "PostgreSQL's process leads the session")
            try await bring(end, to: server, fetch)
            try await script.run(": >\(prefix)")
            kill(fetch.id, SIGCONT)
            try await RunningProcess.waitForNone(in: server.dataDirectory)

            let left = try Disk.names(in: "\(server.dataDirectory)/pg_wal")
            #expect(left.filter { $0.contains("wal-fetch") } == [])
            // When only the postmaster is gone, its startup process waits still; no new server
            // can start before that has ended.
            if end != .postmasterKilled { #expect(!left.contains("RECOVERYXLOG")) }
            #expect(try !server.hasEndedRecovery())

            try await server.start()
            try await server.waitForEndOfRecovery()
            #expect(try await server.rows() == Rows.first(ArchivedCluster.batches))
        }
    }

    /// Ends the server and waits until it is gone.
    private func bring(
        _ end: End,
        to server: PostgreSQLServer,
        _ fetch: RunningProcess
    ) async throws {
        let postmaster = Postmaster(dataDirectory: server.dataDirectory)
        guard let process = postmaster.process else { throw HarnessError("no server runs") }
        switch end {
        case .fastShutdown: try await server.stop(.fast)
        case .immediateShutdown: try await server.stop(.immediate)
        case .startupTerminated: kill(fetch.session, SIGTERM)
        case .startupKilled: kill(fetch.session, SIGKILL)
        case .postmasterKilled: kill(process, SIGKILL)
        }
        try await Condition.wait(for: "the end of the server", evidence: server.log) {
            // A zombie that nobody has collected yet would keep the next server from starting.
            kill(process, 0) != 0
        }
    }
}
