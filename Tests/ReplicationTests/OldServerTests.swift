import TestSupport
import Testing
import WAL

@testable import Replication

/// Servers before 15, which cannot be had here, as their protocol's documentation has them: a copy
/// for each archive, and before 13 none for a manifest.
@Suite(.timeLimit(.minutes(1))) struct OldServerTests {
    /// Answers of a server with one tablespace.
    private static func answers(
        to command: String,
        hasManifest: Bool
    ) -> [UInt8]? {
        switch command {
        case "SHOW checkpoint_timeout":
            ScriptedPostgreSQL.rows([["5min"]]) + ScriptedPostgreSQL.ready
        case "IDENTIFY_SYSTEM":
            ScriptedPostgreSQL.rows([["7", "1", "0/3000000", nil]]) + ScriptedPostgreSQL.ready
        default:
            ScriptedPostgreSQL.rows([["0/2000028", "1"]])
                + ScriptedPostgreSQL.rows([["16385", "/mnt/fast", "8"], [nil, nil, "16"]])
                + ScriptedPostgreSQL.copy([[1, 2], [3]])
                + ScriptedPostgreSQL.copy([[4]])
                + (hasManifest ? ScriptedPostgreSQL.copy([[5], [6]]) : [])
                + ScriptedPostgreSQL.rows([["0/2000100", "1"]])
                + ScriptedPostgreSQL.ready
        }
    }

    private func events(_ backup: BaseBackup) throws -> [String] {
        var events: [String] = []
        while true {
            let event = try backup.next()
            switch consume event {
            case .archive(let oid): events.append("archive \(oid.map(String.init) ?? "base")")
            case .manifest: events.append("manifest")
            case .bytes(let data):
                events.append("\(data.bytes.withUnsafeBytes { Array($0) })")
            case .end(let position):
                events.append("end \(position.lsn)")
                return events
            }
        }
    }

    @Test(arguments: ["12.22", "13.18", "14.15"])
    func `send each archive by itself, and from 13 on a manifest`(version: String) throws {
        let hasManifest = version > "13"
        let server = try ScriptedPostgreSQL(version: version) {
            Self.answers(to: $0, hasManifest: hasManifest)
        }
        let connection = try ReplicationConnection(
            server.connection,
            silenceLimit: .seconds(60)
        )
        #expect(connection.serverVersionText == version)
        #expect(try connection.identify().timeline.rawValue == 1)
        let backup = try BaseBackup(
            connection,
            BaseBackupOptions(label: "it's mine", fastCheckpoint: true)
        )
        #expect(backup.start.position.lsn == LSN(0x200_0028))
        #expect(backup.start.tablespaces == [Tablespace(oid: 16385, location: "/mnt/fast")])
        #expect(backup.start.estimatedBytes == 24 << 10)
        #expect(
            try events(backup) == ["archive 16385", "[1, 2]", "[3]", "archive base", "[4]"]
                + (hasManifest ? ["manifest", "[5]", "[6]"] : []) + ["end 0/2000100"]
        )
    }

    @Test(
        arguments: [
            (120_022, "", "FAST"), (130_018, " MANIFEST 'yes'", "FAST"),
            (140_015, " MANIFEST 'yes'", "FAST"),
        ]
    )
    func `are asked in their own words`(version: Int, manifest: String, checkpoint: String) {
        let options = BaseBackupOptions(label: "it's mine", fastCheckpoint: true, maxRate: 64)
        #expect(
            options.command(serverVersion: version)
                == "BASE_BACKUP LABEL 'it''s mine' PROGRESS NOWAIT TABLESPACE_MAP \(checkpoint)"
                + " MAX_RATE 64\(manifest)"
        )
    }

    @Test func `too old a server is refused`() throws {
        let server = try ScriptedPostgreSQL(version: "11.22") { _ in nil }
        #expect(throws: ReplicationError.unsupportedServer(110_022)) {
            try ReplicationConnection(server.connection, silenceLimit: .seconds(60))
        }
    }

    @Test(arguments: ["IDENTIFY_SYSTEM", "BASE_BACKUP"])
    func `one that falls silent is given up`(command: String) throws {
        let server = try ScriptedPostgreSQL(version: "14.15") { asked in
            guard asked.hasPrefix(command) else {
                return Self.answers(to: asked, hasManifest: true)
            }
            // A backup begins, and stops within a copy.
            return command == "BASE_BACKUP"
                ? Self.answers(to: asked, hasManifest: true).map { Array($0.prefix(300)) } : nil
        }
        let connection = try ReplicationConnection(
            server.connection,
            silenceLimit: .seconds(2)
        )
        let error = #expect(throws: ReplicationError.self) {
            guard command == "BASE_BACKUP" else {
                _ = try connection.identify()
                return
            }
            let options = BaseBackupOptions(label: "", fastCheckpoint: true)
            _ = try events(BaseBackup(connection, options))
        }
        #expect(error == .silent(.seconds(2), during: command))
    }
}
