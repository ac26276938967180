import TestSupport
import Testing

/// What counts as the end of the archive, and what does not.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ArchiveProofTests {
    /// What may stand at a mistyped path.
    enum Mistyped: String, Sendable, CaseIterable {
        case nothing
        case emptyDirectory
        case otherFiles
        case otherCluster
    }

    @Test(arguments: Mistyped.allCases)
    func `a mistyped path promotes no backup that has its own WAL`(
        mistyped: Mistyped
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let cluster = try await ArchivedCluster.shared()
            let wrong = try await place(mistyped, in: scratch)
            let server = try await PostgreSQLServer.restored(
                cluster.installation,
                from: cluster.streamedBackup,
                in: scratch,
                name: "server"
            )
            try server.signal(.recovery)
            try server.configure("\(wrong.restoring)")
            try await server.startAndFail()
            #expect(try server.log().contains("exited with exit code 200"))
            #expect(try server.log().contains("HINT: "))
            #expect(try !server.hasEndedRecovery())
            #expect(Disk.exists("\(server.dataDirectory)/recovery.signal"))

            try server.configure("\(cluster.archive.restoring)")
            try await server.start()
            try await server.waitForEndOfRecovery()
            #expect(try await server.rows() == Rows.first(ArchivedCluster.batches))
        }
    }

    @Test func `an archive that cp made is restored to its end`() async throws {
        let cluster = try await ArchivedCluster.shared()
        try await restoreToTheEnd { try await Disk.copyTree(cluster.copied, to: $0) }
    }

    @Test func `an archive whose marker was deleted is restored to its end`() async throws {
        let cluster = try await ArchivedCluster.shared()
        try await restoreToTheEnd {
            let archive = try await cluster.archive.copied(to: $0)
            try Disk.remove(archive.object("wal-archive.cluster"))
        }
    }

    @Test func `an accepted gap ends recovery before it, and the log says so`() async throws {
        let cluster = try await ArchivedCluster.shared()
        let (segment, batches) = cluster.victim
        try await ScratchDirectory.with { scratch in
            var archive = try await cluster.archive.copied(to: scratch.path("archive"))
            try Disk.remove(archive.object(segment))
            archive.settings = ["--accept-gap", segment]
            let server = try await cluster.restored(
                as: "server",
                in: scratch,
                .recovery,
                settings: archive.restoreCommand
            )
            try await server.start()
            try await server.waitForEndOfRecovery()
            #expect(try await server.rows() == Rows.first(batches))
            let message = try server.log().split(separator: "\n").first {
                $0.contains("accept_gap") && $0.contains(segment)
            }
            #expect(message?.contains(cluster.segments[3]) == true, "it names the later segment")
        }
    }

    /// Restores from a changed copy of the archive; recovery must end by itself, with every row.
    private func restoreToTheEnd(_ make: (String) async throws -> Void) async throws {
        let cluster = try await ArchivedCluster.shared()
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveDirectory(in: scratch)
            try Disk.remove(archive.path)
            try await make(archive.path)
            #expect(!Disk.exists(archive.object("wal-archive.cluster")))
            let server = try await cluster.restored(
                as: "server",
                in: scratch,
                .recovery,
                settings: archive.restoreCommand
            )
            try await server.start()
            try await server.waitForEndOfRecovery()
            #expect(try await server.rows() == Rows.first(ArchivedCluster.batches))
            #expect(try server.failures() == [])
        }
    }

    /// What a wrong setting names.
    private func place(
        _ mistyped: Mistyped,
        in scratch: ScratchDirectory
    ) async throws -> ArchiveDirectory {
        let archive = try ArchiveDirectory(in: scratch, name: "archvie")
        switch mistyped {
        case .nothing: try Disk.remove(archive.path)
        case .emptyDirectory: break
        case .otherFiles: try Disk.write(Array("dump\n".utf8), to: archive.object("dump.sql"))
        case .otherCluster:
            var fixture = WALFixture()
            fixture.number = 9_000
            let data = try DataDirectoryFixture(in: scratch)
            let path = try data.write(fixture.bytes(), as: fixture.name)
            let outcome = try await archive.push(path, as: fixture.name, in: data.path)
            guard outcome.status == 0 else { throw HarnessError(outcome.description) }
        }
        return archive
    }
}
