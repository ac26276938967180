import Foundation
import TestSupport
import Testing

/// PostgreSQL keeps what cannot be archived and archives it later.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ArchiverRetryTests {
    @Test(arguments: try PostgreSQLInstallation.all())
    func `archiving waits while the archive is not there, and goes on when it is`(
        installation: PostgreSQLInstallation
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveDirectory(in: scratch)
            let server = try await PostgreSQLServer.initialize(
                installation,
                in: scratch,
                name: "primary"
            )
            try server.configure(archive.archiving)
            try await server.start()
            let first = try await server.archiveCurrentSegment()
            let before = try await server.archiverStatistics()

            // As if the disk of the archive were not mounted.
            try FileManager.default.moveItem(
                atPath: archive.path,
                toPath: scratch.path("unmounted")
            )
            try await server.sql(Ledger.creation)
            try await server.insert(.archived)
            let waiting = try await server.sql("SELECT pg_walfile_name(pg_switch_wal())")
            try await server.wait(
                for: "a failure",
                "SELECT failed_count > 0 FROM pg_stat_archiver"
            )
            #expect(try await server.archiverStatistics().archived == before.archived)
            #expect(!Disk.exists(archive.path))
            #expect(
                Disk.exists("\(server.dataDirectory)/pg_wal/archive_status/\(waiting).ready")
            )
            #expect(try server.log().contains("wal-push: could not archive \"\(waiting)\""))

            try FileManager.default.moveItem(
                atPath: scratch.path("unmounted"),
                toPath: archive.path
            )
            // The next segment wakes the archiver, which may have given up for a minute.
            let last = try await server.archiveCurrentSegment()
            #expect(try archive.names() == [first, waiting, last])
            expect(try await archive.verify([first, waiting, last]), exits: 0)
            // A failed command is no failure of the server.
            #expect(try server.failures() == [])
        }
    }
}
