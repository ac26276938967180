import Archive
import Synchronization
import SystemPackage
import TestSupport
import Testing
import WAL

@testable import Backup

/// What pg_basebackup left in a directory becomes a backup only if it is whole.
@Suite struct LeftBackupTests {
    private static let oid: UInt32 = 16385
    private static let hint =
        " HINT: Copy what pg_basebackup wrote once more, or take a new backup."

    /// Such a directory, whose files may be changed before it is taken.
    private struct Left {
        let path: String
        let objects = MemoryObjects()
        var base = MiniTar()
        var tablespace = MiniTar()
        var manifest = MiniManifest()
        let terminator = [UInt8](repeating: 0, count: 1024)

        init(in scratch: ScratchDirectory, algorithm: String) throws {
            path = try scratch.directory("left")
            let label =
                "START WAL LOCATION: 0/2000028 (file 000000010000000000000002)\n"
                + "BACKUP FROM: primary\nLABEL: test\n"
            for (name, content) in [
                ("backup_label", Array(label.utf8)),
                ("tablespace_map", Array("\(LeftBackupTests.oid) /mnt/fast\n".utf8)),
                ("PG_VERSION", Array("15\n".utf8)),
                ("base/1", [UInt8](repeating: 7, count: 20_000)), ("base/2", []),
                ("global/pg_control", [7] + [UInt8](repeating: 0, count: 8191)),
            ] as [(String, [UInt8])] {
                base.add(name, content)
                try manifest.add(name, content, algorithm: algorithm)
            }
            for number in 3...4 {
                let content = [UInt8](repeating: UInt8(number), count: 3000)
                tablespace.add("PG_15/\(number)", content)
                let name = "pg_tblspc/\(LeftBackupTests.oid)/PG_15/\(number)"
                try manifest.add(name, content, algorithm: algorithm)
            }
            // Of what a manifest does not list nothing is asked.
            base.add("pg_wal/000000010000000000000002", [1, 2, 3])
            try write("base.tar", base.bytes + terminator)
            try write("\(LeftBackupTests.oid).tar", tablespace.bytes + terminator)
            try write("backup_manifest", manifest.bytes())
        }

        func write(_ name: String, _ bytes: [UInt8]) throws {
            try Disk.write(bytes, to: "\(path)/\(name)")
        }

        func change(_ name: String, _ body: (inout [UInt8]) -> Void) throws {
            var bytes = try Disk.read("\(path)/\(name)")
            body(&bytes)
            try write(name, bytes)
        }

        func take() throws -> BackupDescription {
            let objects = objects
            let place = BackupPlace(url: "memory:", policy: RetryPolicy(budget: .seconds(1))) {
                () throws(StoreError) in objects
            }
            let archive = MemoryObjects()
            let segment = try #require(ObjectName("000000010000000000000002"))
            let marker = try #require(ObjectName("wal-archive.cluster"))
            let id = String(repeating: "0", count: 32)
            archive.state.withLock {
                $0.objects[segment] = []
                $0.objects[marker] = Array("wal-archive 1\nsystem 7\narchive \(id)\n".utf8)
            }
            let wal = BackupPlace(url: "memory:", policy: RetryPolicy(budget: .seconds(1))) {
                () throws(StoreError) in archive
            }
            // Another name each time, though it be taken within a second.
            var random = SystemRandomNumberGenerator()
            let request = BackupRequest(
                name: BackupName(begun: UTCTime(seconds: 1000), random: &random),
                place: place,
                form: BackupForm(compressionLevel: 1, partBytes: 1 << 14),
                wal: WALWait(archive: wal, limit: .zero, hint: ""),
                configuration: nil,
                progress: { _ in },
                notice: { Issue.record("\($0)") }
            )
            return try DirectoryBackup(path: FilePath(path))
                .take(request, segmentSize: .usual) { _ in }
        }

        /// Whether there is a backup.
        var isStored: Bool { objects.names.contains { $0.hasSuffix("/backup.json") } }
    }

    private func with(
        _ algorithm: String = "CRC32C",
        _ body: (Left) throws -> Void
    ) async throws {
        try await ScratchDirectory.with { scratch in
            try body(Left(in: scratch, algorithm: algorithm))
        }
    }

    /// Takes it in vain; gives what was said.
    private func refusal(_ left: Left) -> String {
        let error = #expect(throws: BackupError.self) { try left.take() }
        #expect(!left.isStored)
        return error.map { $0.description.replacing(left.path, with: "/left") } ?? ""
    }

    @Test(arguments: ["CRC32C", "SHA256"])
    func `is taken whole`(algorithm: String) async throws {
        try await with(algorithm) { left in
            let description = try left.take()
            #expect(description.archives.map(\.oid) == [Self.oid, nil])
            #expect(description.archives[0].location == "/mnt/fast")
            #expect(description.manifest != nil)
            #expect(left.isStored)
        }
    }

    @Test func `lacks the archive of a tablespace`() async throws {
        try await with { left in
            try Disk.remove("\(left.path)/\(Self.oid).tar")
            #expect(
                refusal(left) == "\"/left\" has no 16385.tar, the archive of the tablespace at"
                    + " \"/mnt/fast\" HINT: Copy everything that pg_basebackup wrote."
            )
        }
    }

    @Test func `has an archive too many`() async throws {
        try await with { left in
            try left.write("16386.tar", left.tablespace.bytes + left.terminator)
            #expect(
                refusal(left) == "\"/left/16386.tar\" is of a tablespace that base.tar does not"
                    + " know HINT: If it is of another backup, move it away."
            )
        }
    }

    @Test(arguments: ["CRC32C", "SHA256"])
    func `has a bit changed`(algorithm: String) async throws {
        try await with(algorithm) { left in
            for name in ["base.tar", "\(Self.oid).tar"] {
                let sound = try Disk.read("\(left.path)/\(name)")
                // In the content of base/1, and of the tablespace's first file.
                try left.change(name) { $0[name == "base.tar" ? 5000 : 1000] ^= 1 }
                let path = name == "base.tar" ? "base/1" : "pg_tblspc/16385/PG_15/3"
                let sum = algorithm == "SHA256" ? "SHA-256" : "CRC-32C"
                let text = refusal(left)
                #expect(
                    text.hasPrefix(
                        "the object \"/left/\(name)\" is not sound: \"\(path)\" in it has the \(sum) "
                    )
                )
                #expect(text.contains(", and the manifest says "))
                #expect(text.hasSuffix(Self.hint))
                try left.write(name, sound)
            }
        }
    }

    @Test func `is cut off, between two members too`() async throws {
        try await with { left in
            let name = "\(Self.oid).tar"
            let sound = try Disk.read("\(left.path)/\(name)")
            // Behind the first member's 3,584 bytes, the second, in a content, nothing at all.
            for length in [3584, 7168, 1000, 0] {
                try left.change(name) { $0 = Array(sound.prefix(length)) }
                #expect(
                    refusal(left)
                        == "the object \"/left/16385.tar\" is not sound: it was cut off at"
                        + " byte \(length)\(Self.hint)"
                )
            }
            try left.write(name, sound)
            try left.write("base.tar", left.base.bytes)
            #expect(
                refusal(left) == "the object \"/left/base.tar\" is not sound: it was cut off at"
                    + " byte \(left.base.bytes.count)\(Self.hint)"
            )
        }
    }

    @Test func `lacks a file of its manifest`() async throws {
        try await with { left in
            let end = left.terminator
            try left.write("\(Self.oid).tar", Array(left.tablespace.bytes.prefix(3584)) + end)
            let text =
                "the object \"/left\" is not sound: none of its archives holds"
                + " \"pg_tblspc/16385/PG_15/"
            #expect(refusal(left) == text + "4\" of its backup_manifest\(Self.hint)")
            try left.write("\(Self.oid).tar", end)
            #expect(refusal(left) == text + "3\" and 1 more of its backup_manifest\(Self.hint)")
        }
    }

    @Test func `has a file of another length`() async throws {
        try await with { left in
            var other = MiniTar()
            other.add("PG_15/3", [UInt8](repeating: 3, count: 2999))
            try left.write("\(Self.oid).tar", other.bytes + left.terminator)
            #expect(
                refusal(left) == "the object \"/left/16385.tar\" is not sound:"
                    + " \"pg_tblspc/16385/PG_15/3\" in it has 2999 bytes, and the manifest says"
                    + " 3000\(Self.hint)"
            )
        }
    }

    /// pg_basebackup --write-recovery-conf changes it, and no restore would find it sound.
    @Test func `has other settings than its manifest says`() async throws {
        try await with { left in
            var (base, manifest) = (left.base, left.manifest)
            try manifest.add("postgresql.auto.conf", [1])
            base.add("postgresql.auto.conf", [1, 2])
            try left.write("base.tar", base.bytes + left.terminator)
            try left.write("backup_manifest", manifest.bytes())
            #expect(
                refusal(left) == "the object \"/left/base.tar\" is not sound:"
                    + " \"postgresql.auto.conf\" in it has 2 bytes, and the manifest says 1"
                    + " HINT: Take the backup without --write-recovery-conf."
            )
        }
    }

    @Test func `has a manifest that was changed`() async throws {
        try await with { left in
            try left.change("backup_manifest") { $0[60] ^= 1 }
            #expect(
                refusal(left).hasPrefix("the object \"/left/backup_manifest\" is not sound: its")
            )
        }
    }
}
