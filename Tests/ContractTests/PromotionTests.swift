import TestSupport
import Testing

/// A promotion that somebody asks for while the archive cannot be reached.
///
/// PostgreSQL then ends recovery whatever the restore command answers, with what it has replayed:
/// it was told to. What the command owes is to answer within its budget, so that the promotion is
/// not held up, and to tell the log that the archive did not answer "absent".
@Suite(.serialized, .timeLimit(.minutes(10))) struct PromotionTests {
    @Test(arguments: [Fault.archiveMissing, .permissionDenied, .pathMistyped])
    func `a promotion during a fault is not held up, and the log tells of the fault`(
        fault: Fault
    ) async throws {
        try await promote(.first(), during: fault)
    }

    @Test(arguments: try PostgreSQLInstallation.all().dropFirst())
    func `nor is it in a newer version`(installation: PostgreSQLInstallation) async throws {
        try await promote(installation, during: .archiveMissing)
    }

    @Test(.enabled(if: Tracing.isPossible, "\(Tracing.isMissing)"))
    func `nor while the archive hangs until the budget is spent`() async throws {
        try await promote(.first(), during: .archiveHangs)
    }

    private func promote(
        _ installation: PostgreSQLInstallation,
        during fault: Fault
    ) async throws {
        try await FaultSite.with(fault, .standby, installation: installation) { site in
            let server = site.server
            try await server.start()
            try await site.script.wait(for: site.segment, fault.statuses.standby, times: 1)
            do { try await server.promote() } catch {
                throw HarnessError("\(error)\n\(try site.script.statuses().suffix(8))")
            }
            try await server.waitForEndOfRecovery()
            #expect(try await server.rows() == Rows.first(site.batchesBefore))
            let answers = Set(try site.script.statuses(of: site.segment))
            #expect(answers == ["\(fault.statuses.standby)"], "not reached is never \"absent\"")
            #expect(try server.log().contains("wal-fetch: could not"))
        }
    }
}
