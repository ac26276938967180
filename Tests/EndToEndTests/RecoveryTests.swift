import Foundation
import TestSupport
import Testing

/// A lost cluster comes back from its archive.
@Suite(.serialized, .sharedLostClusters, .timeLimit(.minutes(10))) struct RecoveryTests {
    @Test(arguments: try PostgreSQLInstallation.all())
    func `archives every segment at the first attempt`(
        installation: PostgreSQLInstallation
    ) async throws {
        let lost = try await SharedLostClusters.cluster(installation)
        #expect(lost.failures == [])
        #expect(lost.statistics.failed == 0)
        #expect(lost.statistics.lastArchived == lost.lastSegment)
        let names = try lost.archive.names()
        #expect(lost.statistics.archived == names.count)
        #expect(names.first == "000000010000000000000001")
        #expect(names.last == lost.lastSegment)
        #expect(names.filter { $0.hasSuffix(".backup") }.count == 1)
        expect(try await lost.archive.verify(names), exits: 0)
    }

    @Test(arguments: try PostgreSQLInstallation.all())
    func `recovers to a point in time`(installation: PostgreSQLInstallation) async throws {
        let lost = try await SharedLostClusters.cluster(installation)
        try await recover(
            Ledger.contents(.inBackup, .beforeLSN, .beforeName, .beforeTime),
            of: lost,
            as: "by-time",
            recoveredTo: "recovery_target_time = '\(lost.targetTime)'"
        )
    }

    @Test(arguments: try PostgreSQLInstallation.all())
    func `recovers to a named restore point`(installation: PostgreSQLInstallation) async throws {
        let lost = try await SharedLostClusters.cluster(installation)
        try await recover(
            Ledger.contents(.inBackup, .beforeLSN, .beforeName),
            of: lost,
            as: "by-name",
            recoveredTo: "recovery_target_name = '\(LostCluster.targetName)'"
        )
    }

    @Test(arguments: try PostgreSQLInstallation.all())
    func `recovers to a log position`(installation: PostgreSQLInstallation) async throws {
        let lost = try await SharedLostClusters.cluster(installation)
        try await recover(
            Ledger.contents(.inBackup, .beforeLSN),
            of: lost,
            as: "by-lsn",
            recoveredTo: """
                recovery_target_lsn = '\(lost.targetLSN)'
                recovery_target_inclusive = off
                """
        )
    }

    @Test(arguments: try PostgreSQLInstallation.all())
    func `recovers to the end of the archive`(installation: PostgreSQLInstallation) async throws {
        let lost = try await SharedLostClusters.cluster(installation)
        try await recover(
            Ledger.contents(.inBackup, .beforeLSN, .beforeName, .beforeTime, .archived),
            of: lost,
            as: "to-the-end",
            recoveredTo: ""
        )
    }

    @Test(arguments: try PostgreSQLInstallation.all().suffix(1))
    func `recovers with the README's line for who has no wal-fetch`(
        installation: PostgreSQLInstallation
    ) async throws {
        let lost = try await SharedLostClusters.cluster(installation)
        let readme = try String(contentsOf: Checkout.url("README.md"), encoding: .utf8)
        let line = try #require(
            readme.split(separator: "\n").first {
                $0.hasPrefix("restore_command") && $0.contains("zstd")
            }
        )
        try await recover(
            Ledger.contents(.inBackup, .beforeLSN, .beforeName, .beforeTime, .archived),
            of: lost,
            as: "by-zstd",
            recoveredTo: line.replacingOccurrences(of: "/mnt/archive", with: lost.archive.path)
        )
    }

    /// Recovers a server and expects it to hold exactly these rows.
    private func recover(
        _ contents: String,
        of lost: LostCluster,
        as name: String,
        recoveredTo target: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let server = try await lost.restored(
            as: name,
            settings: "recovery_target_action = 'promote'\n\(target)"
        )
        try await server.start()
        try await server.waitForEndOfRecovery()
        #expect(
            try await Ledger.contents(of: server) == contents,
            sourceLocation: sourceLocation
        )
        #expect(try await server.currentTimeline() == 2, sourceLocation: sourceLocation)
        #expect(try server.failures() == [], sourceLocation: sourceLocation)
        // "Absent" is told by the exit status alone.
        #expect(try !server.log().contains("wal-fetch:"), sourceLocation: sourceLocation)
        try await server.stop(.immediate)
    }
}
