import TestSupport
import Testing

/// `pg_rewind -c` with spools in the servers' data directories.
@Suite(.serialized, .timeLimit(.minutes(10))) struct SpoolRewindTests {
    /// The spool's name in a data directory.
    private let spool = "pgsql_tmp.wal-archive"

    /// Whose data directory has a spool; that of the other server lies outside.
    enum Placement: CaseIterable, Sendable {
        case target, source, both
    }

    @Test(arguments: try PostgreSQLInstallation.all())
    func `pg_rewind works while the source's spool is in use`(
        installation: PostgreSQLInstallation
    ) async throws {
        try await rewind(installation, .both)
    }

    @Test(arguments: [Placement.target, .source])
    func `pg_rewind works where only one has a spool`(placement: Placement) async throws {
        try await rewind(.first(), placement)
    }

    private func rewind(
        _ installation: PostgreSQLInstallation,
        _ placement: Placement
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveDirectory(in: scratch, settings: AheadSite.flags)
            var outside = archive
            outside.settings += ["--spool", try scratch.directory("spool")]
            let (ofTarget, ofSource) = (
                placement == .source ? outside : archive, placement == .target ? outside : archive
            )
            let target = try await PostgreSQLServer.initialize(
                installation,
                in: scratch,
                name: "target",
                options: ["--wal-segsize=1"]
            )
            try target.configure("\(ofTarget.archiving)\n\(ofTarget.restoreCommand)")
            try target.configure("wal_log_hints = on")
            try await target.start()
            try await target.sql(Rows.creation)
            try await target.insert(batch: 1)
            let backup = try await target.backup(to: "backup", wal: "stream")
            let source = try await PostgreSQLServer.restored(
                installation,
                from: backup,
                in: scratch,
                name: "source"
            )
            try source.configure("\(ofSource.archiving)\n\(ofSource.restoreCommand)")
            try source.signal(.standby)
            try await source.start()
            try await target.insert(batch: 2)
            let common = try await target.archiveCurrentSegment()
            try await source.wait(forBatches: 2)
            try await source.promote()
            try await source.sql("CHECKPOINT")
            try await source.archiveCurrentSegment()
            try await target.insert(batch: 9)
            try await target.archiveCurrentSegment()
            try await target.stop()
            if placement != .source { try fillSpool(of: target) }
            if placement != .target { try fillSpool(of: source) }
            let wal = "\(target.dataDirectory)/pg_wal"
            for name in try Disk.names(in: wal) where name.count == 24 && name <= common {
                try Disk.remove("\(wal)/\(name)")
            }

            // Meanwhile the source archives, and so changes its spool.
            async let archiving: Void = {
                for _ in 0..<5 { try await source.archiveCurrentSegment() }
            }()
            let outcome = try await Command([
                installation.executable("pg_rewind"), "--restore-target-wal", "--no-sync",
                "--target-pgdata=\(target.dataDirectory)",
                "--source-server=host=\(source.socketDirectory) user=postgres dbname=postgres",
            ]).run()
            try await archiving
            #expect(outcome.status == 0, "\(outcome)")
            #expect(outcome.errors.contains("Done!"), "\(outcome)")

            try await source.insert(batch: 3)
            try await source.archiveCurrentSegment()
            try target.settle()
            try target.signal(.standby)
            try await target.start()
            try await target.wait(forBatches: 3)
            #expect(try await target.rows() == Rows.first(3))
            #expect(try target.failures() == [])
        }
    }

    /// Makes sure that there is a spool with something in it, wherever records go on this host.
    private func fillSpool(of server: PostgreSQLServer) throws {
        let path = "\(server.dataDirectory)/\(spool)"
        if !Disk.exists(path) { _ = try server.scratch.directory("\(server.name)/\(spool)") }
        try server.scratch.write(Array("x\n".utf8), to: "\(server.name)/\(spool)/of-\(server.name)")
        #expect(try Disk.mode(of: path) == 0o700)
    }
}
