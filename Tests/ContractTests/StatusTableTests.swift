import TestSupport
import Testing

/// Every error of the status table while a real server recovers: nothing is lost or ended early.
@Suite(.serialized, .timeLimit(.minutes(10))) struct StatusTableTests {
    @Test(arguments: Fault.possible)
    func `a recovery stops, and goes on after the fault with every row`(
        fault: Fault
    ) async throws {
        try await FaultSite.with(fault, .recovery) { site in
            let server = site.server
            try await server.startAndFail()
            try await expectStop(of: server, at: site, fault)
            try await site.lift()
            try await server.start()
            try await server.waitForEndOfRecovery()
            #expect(try await server.rows() == Rows.first(ArchivedCluster.batches))
        }
    }

    @Test(arguments: Fault.possible)
    func `a standby neither stops nor promotes, and goes on by itself with every row`(
        fault: Fault
    ) async throws {
        try await FaultSite.with(fault, .standby) { site in
            let server = site.server
            try await server.start()
            // Whether there is a gap is looked for once a minute.
            let times = fault == .gap ? 1 : 2
            try await site.script.wait(for: site.segment, fault.statuses.standby, times: times)
            if fault == .gap { try await site.script.wait(for: site.segment, 1, times: 2) }
            #expect(try await server.isInRecovery())
            #expect(try await server.rows() == Rows.first(site.batchesBefore))
            #expect(try server.log().contains("\nwal-"), "the command says why")
            try await site.lift()
            try await server.wait(forBatches: ArchivedCluster.batches)
            #expect(try await server.rows() == Rows.first(ArchivedCluster.batches))
            #expect(try await server.isInRecovery())
            #expect(try server.failures() == [])
            let answers = Set(try site.script.statuses(of: site.segment))
            let whileFaulty: Set = ["\(fault.statuses.standby)", "0"]
            #expect(answers == (fault == .gap ? whileFaulty.union(["1"]) : whileFaulty))
        }
    }

    @Test(arguments: [Fault.archiveMissing, .damagedFile, .gap])
    func `a strict standby stops, and goes on after the fault with every row`(
        fault: Fault
    ) async throws {
        try await FaultSite.with(fault, .standby, settings: ["strict = on"]) { site in
            let server = site.server
            try await server.startAndFail()
            try await expectStop(of: server, at: site, fault)
            try await site.lift()
            try await server.start()
            try await server.wait(forBatches: ArchivedCluster.batches)
            #expect(try await server.rows() == Rows.first(ArchivedCluster.batches))
            #expect(try await server.isInRecovery())
        }
    }

    @Test(.enabled(if: MountedDirectory.isPossible, "\(MountedDirectory.isMissing)"))
    func `a full pg_wal is among the faults above`() {
        #expect(Fault.possible.contains(.walFull))
    }

    @Test(.enabled(if: Tracing.isPossible, "\(Tracing.isMissing)"))
    func `a defect of the program is among the faults above`() {
        #expect(Fault.possible.contains(.defect))
    }

    /// Expects that the server stopped for the fault, and can be started again where it was.
    private func expectStop(
        of server: PostgreSQLServer,
        at site: FaultSite,
        _ fault: Fault
    ) async throws {
        let status = fault.statuses.otherwise
        let log = try server.log()
        #expect(try site.script.statuses(of: site.segment) == ["\(status)"])
        #expect(log.contains("FATAL:  could not restore file \"\(site.segment)\" from archive"))
        #expect(log.contains("exited with exit code \(status)"))
        #expect(log.contains("\nwal-"), "the command says why")
        #expect(try !server.hasEndedRecovery())
        #expect(try await server.controlData("Database cluster state:") == "in archive recovery")
        #expect(try await server.controlData("Latest checkpoint's TimeLineID:") == "1")
    }
}
