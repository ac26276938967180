import Archive
import Synchronization
import SystemPackage
import TestSupport
import Testing
import WAL

@testable import Backup

/// What pg_basebackup of PostgreSQL 12 leaves: no manifest.
@Suite struct OldLeftBackupTests {
    private static let history = "000000010000000000000002.00000028.backup"

    /// Such a directory.
    private func left(
        in scratch: ScratchDirectory,
        version: Int,
        isCutOff: Bool = false
    ) throws -> String {
        let path = try scratch.directory("left")
        var base = MiniTar()
        let label =
            "START WAL LOCATION: 0/2000028 (file 000000010000000000000002)\n"
            + "BACKUP FROM: primary\nLABEL: test\n"
        for (name, content) in [
            ("backup_label", Array(label.utf8)), ("PG_VERSION", Array("\(version)\n".utf8)),
            ("base/1", [UInt8](repeating: 7, count: 2000)),
            ("global/pg_control", [7] + [UInt8](repeating: 0, count: 8191)),
        ] as [(String, [UInt8])] {
            base.add(name, content)
        }
        let end = isCutOff ? [] : [UInt8](repeating: 0, count: 1024)
        try Disk.write(base.bytes + end, to: "\(path)/base.tar")
        return path
    }

    /// Takes it; gives what it became and what was told.
    private func take(
        _ path: String,
        history: String?
    ) throws -> (backup: BackupDescription, notices: [String]) {
        let (objects, archive) = (MemoryObjects(), MemoryObjects())
        let id = String(repeating: "0", count: 32)
        var files = [
            "000000010000000000000002": "", "000000010000000000000003": "",
            "wal-archive.cluster": "wal-archive 1\nsystem 7\narchive \(id)\n",
        ]
        files[Self.history] = history
        for (name, text) in files {
            let name = try #require(ObjectName(name))
            archive.state.withLock { $0.objects[name] = Array(text.utf8) }
        }
        let place = { (store: MemoryObjects) in
            BackupPlace(url: "memory:", policy: RetryPolicy(budget: .seconds(1))) {
                () throws(StoreError) in store
            }
        }
        var random = SystemRandomNumberGenerator()
        let notices = Mutex<[String]>([])
        let request = BackupRequest(
            name: BackupName(begun: UTCTime(seconds: 1000), random: &random),
            place: place(objects),
            form: BackupForm(compressionLevel: 1),
            wal: WALWait(archive: place(archive), limit: .zero, hint: ""),
            configuration: nil,
            progress: { _ in },
            notice: { notice in notices.withLock { $0.append(notice) } }
        )
        let backup = try DirectoryBackup(path: FilePath(path))
            .take(request, segmentSize: .usual) { _ in }
        return (backup, notices.withLock { $0 })
    }

    @Test func `the archive tells where it ends, and what nothing tells is said`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try left(in: scratch, version: 12)
            let (backup, notices) = try take(
                path,
                history: "START WAL LOCATION: 0/2000028 (file 000000010000000000000002)\n"
                    + "STOP WAL LOCATION: 0/3000100 (file 000000010000000000000003)\n"
            )
            #expect(backup.stopLSN == LSN(0x300_0100))
            #expect(backup.manifest == nil)
            #expect(backup.serverVersion == "12")
            #expect(
                notices == [
                    "\"\(path)\" has no manifest, since PostgreSQL 12 makes none: its archives were"
                        + " read to their ends, but nothing tells whether a file in them is damaged"
                        + " or missing"
                ]
            )
        }
    }

    @Test func `without the archive's word it is no backup`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try left(in: scratch, version: 12)
            let absent = #expect(throws: BackupError.self) { try take(path, history: nil) }
            #expect(
                absent?.description == "\"\(path)\" has no manifest, since PostgreSQL 12 makes"
                    + " none, and the archive \"memory:objects\" does not have \(Self.history), which"
                    + " tells where the backup ends HINT: Wait until archive_command has stored it. A"
                    + " standby makes none: take the backup from the primary."
            )
            let damaged = #expect(throws: BackupError.self) { try take(path, history: "nothing") }
            #expect(
                damaged?.description == "the object \"memory:objects/\(Self.history)\" is not"
                    + " sound: it has no STOP WAL LOCATION"
            )
        }
    }

    @Test func `one that was cut off is refused all the same`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try left(in: scratch, version: 12, isCutOff: true)
            let error = #expect(throws: BackupError.self) {
                try take(path, history: "STOP WAL LOCATION: 0/2000100 (file x)\n")
            }
            #expect(error?.description.contains("is not sound: it was cut off at byte") == true)
        }
    }

    @Test func `a newer server's lacks its manifest`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try left(in: scratch, version: 13)
            let error = #expect(throws: BackupError.self) { try take(path, history: nil) }
            #expect(
                error?.description == "could not read \"\(path)/backup_manifest\", which tells"
                    + " where the backup ends HINT: Take the backup without --no-manifest."
            )
        }
    }
}
