import TestSupport
import Testing

/// A damaged archive stops recovery; it never lets PostgreSQL promote with rows lost.
@Suite(.serialized, .sharedLostClusters, .timeLimit(.minutes(10))) struct DamagedRecoveryTests {
    @Test(arguments: try PostgreSQLInstallation.all(), DamagedObject.Damage.allCases)
    func `stops at a damaged segment and goes on when it is repaired`(
        installation: PostgreSQLInstallation,
        damage: DamagedObject.Damage
    ) async throws {
        let lost = try await SharedLostClusters.cluster(installation)
        let (archive, damaged) = try await damagedArchive(of: lost, damage, name: "\(damage)")
        let server = try await lost.restored(as: "recovered-\(damage)", from: archive)

        try await server.startAndFail()
        let status = damage == .flippedBit ? 201 : 202
        let log = try server.log()
        #expect(log.contains("FATAL:  could not restore file \"\(damaged.name)\" from archive"))
        #expect(log.contains("exited with exit code \(status)"))
        #expect(log.contains("wal-fetch: could not"))
        #expect(try await server.controlData("Database cluster state:") == "in archive recovery")
        #expect(try await server.controlData("Latest checkpoint's TimeLineID:") == "1")
        #expect(Disk.exists("\(server.dataDirectory)/recovery.signal"))

        try damaged.repair()
        try await server.start()
        try await server.waitForEndOfRecovery()
        #expect(try await Ledger.contents(of: server) == everything)
        try await server.stop(.immediate)
    }

    @Test(arguments: try PostgreSQLInstallation.all())
    func `a standby waits at a damaged segment and goes on when it is repaired`(
        installation: PostgreSQLInstallation
    ) async throws {
        let lost = try await SharedLostClusters.cluster(installation)
        let (archive, damaged) = try await damagedArchive(of: lost, .flippedBit, name: "standby")
        let server = try await lost.restored(as: "waiting", from: archive, .standby)

        try await server.start()
        try await Condition.wait(for: "the second refusal", evidence: server.log) {
            try server.log().split(separator: "\n").filter {
                $0.contains("wal-fetch: could not") && $0.contains(damaged.name)
            }.count > 1
        }
        #expect(try await server.sql("SELECT pg_is_in_recovery()") == "t")
        #expect(try await Ledger.contents(of: server) != everything)

        try damaged.repair()
        try await server.wait(
            for: "the last batch",
            "SELECT count(*) = 1000 FROM ledger WHERE batch = 'archived'"
        )
        #expect(try await Ledger.contents(of: server) == everything)
        #expect(try await server.sql("SELECT pg_is_in_recovery()") == "t")
        #expect(try server.failures() == [])
        try await server.stop(.immediate)
    }

    /// All that can be restored.
    private let everything = Ledger.contents(
        .inBackup,
        .beforeLSN,
        .beforeName,
        .beforeTime,
        .archived
    )

    /// A copy of a cluster's archive in which the segment before the last is damaged.
    private func damagedArchive(
        of lost: LostCluster,
        _ damage: DamagedObject.Damage,
        name: String
    ) async throws -> (ArchiveDirectory, DamagedObject) {
        let archive = try await lost.archive.copied(to: lost.scratch.path("archive-\(name)"))
        let segments = try archive.names().filter { $0.count == 24 }
        let segment = segments[segments.count - 2]
        return (archive, try DamagedObject(segment, in: archive, damage))
    }
}
