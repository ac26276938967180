import TestSupport
import Testing

/// Segments need not have 16 MiB, and `pg_wal` need not lie in the data directory.
@Suite(.serialized, .timeLimit(.minutes(10))) struct SegmentSizeTests {
    /// A cluster to make.
    struct Shape: Sendable, CustomTestStringConvertible {
        /// The version.
        let installation: PostgreSQLInstallation

        /// The size of a segment in MiB.
        let mebibytes: Int

        /// Whether `initdb` puts `pg_wal` elsewhere.
        var separateWAL = false

        /// How a test case is named after it.
        var testDescription: String {
            "\(installation), \(mebibytes) MiB" + (separateWAL ? ", pg_wal elsewhere" : "")
        }

        /// The smallest segments with every version, the others where that suffices.
        static func sizes() throws -> [Shape] {
            try PostgreSQLInstallation.all().map { Shape(installation: $0, mebibytes: 1) } + [
                Shape(installation: try .first(), mebibytes: 16),
                Shape(installation: try .newest(), mebibytes: 64),
            ]
        }

        /// A link instead of `pg_wal`, with every version.
        static func links() throws -> [Shape] {
            try PostgreSQLInstallation.all().map {
                Shape(installation: $0, mebibytes: 1, separateWAL: true)
            }
        }
    }

    @Test(arguments: try Shape.sizes())
    func `archives and restores segments of any size`(shape: Shape) async throws {
        try await roundTrip(shape)
    }

    @Test(arguments: try Shape.links())
    func `archives from and restores to a pg_wal that is elsewhere`(shape: Shape) async throws {
        try await roundTrip(shape)
    }

    /// Archives with one server, loses it, and restores another to the end.
    private func roundTrip(_ shape: Shape) async throws {
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveDirectory(in: scratch)
            let primary = try await primary(shape, archive, in: scratch)
            try await primary.start()
            try await primary.sql(Ledger.creation)
            try await primary.insert(.inBackup)
            let backup = try await primary.backup(
                to: "backup",
                wal: "none",
                options: shape.separateWAL ? ["--waldir=\(scratch.path("backup.wal"))"] : []
            )
            for batch in [Batch.beforeLSN, .beforeName, .beforeTime, .archived] {
                try await primary.insert(batch)
                try await primary.archiveCurrentSegment()
            }
            let statistics = try await primary.archiverStatistics()
            #expect(statistics.failed == 0)
            try await primary.insert(.neverArchived)
            #expect(try primary.failures() == [])
            try await primary.destroy()
            try await expectSegments(of: shape.mebibytes << 20, in: archive, statistics, scratch)

            let server = try await PostgreSQLServer.restored(
                shape.installation,
                from: backup,
                in: scratch,
                name: "restored"
            )
            try server.configure(archive.restoring)
            try server.signal(.recovery)
            try await server.start()
            try await server.waitForEndOfRecovery()
            #expect(
                try await Ledger.contents(of: server)
                    == Ledger.contents(.inBackup, .beforeLSN, .beforeName, .beforeTime, .archived)
            )
            #expect(try server.failures() == [])
            #expect(Disk.isLink("\(server.dataDirectory)/pg_wal") == shape.separateWAL)
        }
    }

    /// A new cluster of this shape.
    private func primary(
        _ shape: Shape,
        _ archive: ArchiveDirectory,
        in scratch: ScratchDirectory
    ) async throws -> PostgreSQLServer {
        let link = shape.separateWAL ? ["--waldir=\(scratch.path("primary.wal"))"] : []
        let server = try await PostgreSQLServer.initialize(
            shape.installation,
            in: scratch,
            name: "primary",
            options: ["--wal-segsize=\(shape.mebibytes)"] + link
        )
        #expect(Disk.isLink("\(server.dataDirectory)/pg_wal") == shape.separateWAL)
        try server.configure(archive.archiving)
        return server
    }

    /// Every file is there, and every segment comes back at full length.
    private func expectSegments(
        of size: Int,
        in archive: ArchiveDirectory,
        _ statistics: ArchiverStatistics,
        _ scratch: ScratchDirectory
    ) async throws {
        let names = try archive.names()
        #expect(names.count == statistics.archived)
        expect(try await archive.verify(names), exits: 0)
        let segments = names.filter { $0.count == 24 }
        #expect(segments.count > 4)
        for name in segments {
            expect(try await archive.fetch(name, to: scratch.path(name)), exits: 0)
            let bytes = try Disk.read(scratch.path(name))
            #expect(bytes.count == size)
            #expect(bytes.load(UInt32.self, at: 32) == UInt32(size))
            try Disk.remove(scratch.path(name))
        }
    }
}
