import TestSupport
import Testing

/// `pg_rewind` takes the WAL that it lacks from the archive, by the server's restore command.
@Suite(.serialized, .timeLimit(.minutes(10))) struct RewindTests {
    /// Where pg_rewind finds what the new primary has.
    enum Source: Sendable {
        case server, directory
    }

    @Test(
        arguments: try PostgreSQLInstallation.all().map { ($0, Source.server) }
            + [(try .newest(), .directory)]
    )
    func `brings a former primary back as a standby`(
        installation: PostgreSQLInstallation,
        source: Source
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let pair = try await ArchivePair(
                installation,
                in: scratch,
                settings: "wal_log_hints = on"
            )
            try await pair.primary.insert(.beforeLSN)
            let common = try await pair.primary.archiveCurrentSegment()
            try await pair.waitForStandby(toHold: .beforeLSN)
            try await pair.standby.promote()
            try await pair.standby.sql("CHECKPOINT")

            // The former primary does not know and goes on; nobody will want these rows.
            try await pair.primary.insert(.neverArchived)
            try await pair.primary.archiveCurrentSegment()
            try await pair.primary.stop()
            try remove(upTo: common, from: pair.primary)

            if source == .directory { try await pair.standby.stop() }
            // Without the archive it cannot be done, so that it is the archive that does it.
            #expect(try await rewind(pair, source, fromArchive: false).status == 1)
            let outcome = try await rewind(pair, source, fromArchive: true)
            expect(outcome, exits: 0)

            if source == .directory { try await pair.standby.start() }
            try await pair.standby.insert(.beforeName)
            try await pair.standby.archiveCurrentSegment()
            try pair.primary.settle()
            try pair.primary.signal(.standby)
            try await pair.primary.start()
            try await pair.primary.wait(
                for: "the new primary's rows",
                "SELECT count(*) = 1000 FROM ledger WHERE batch = 'before name'"
            )
            #expect(
                try await Ledger.contents(of: pair.primary)
                    == Ledger.contents(.inBackup, .beforeLSN, .beforeName)
            )
            #expect(try pair.primary.failures() == [])
            #expect(try pair.standby.failures() == [])
        }
    }

    /// Removes from `pg_wal` what a busy server has removed: all segments up to this one.
    private func remove(upTo last: String, from server: PostgreSQLServer) throws {
        let directory = "\(server.dataDirectory)/pg_wal"
        let names = try Disk.names(in: directory).filter { $0.count == 24 && $0 <= last }
        for name in names { try Disk.remove("\(directory)/\(name)") }
    }

    /// Rewinds the former primary to what the new one took over.
    private func rewind(
        _ pair: ArchivePair,
        _ source: Source,
        fromArchive: Bool
    ) async throws -> Outcome {
        let socket = pair.standby.socketDirectory
        let line = [
            pair.primary.installation.executable("pg_rewind"),
            "--target-pgdata=\(pair.primary.dataDirectory)",
            source == .server
                ? "--source-server=host=\(socket) user=postgres dbname=postgres"
                : "--source-pgdata=\(pair.standby.dataDirectory)",
            "--no-sync",
        ]
        return try await Command(line + (fromArchive ? ["--restore-target-wal"] : [])).run()
    }
}
