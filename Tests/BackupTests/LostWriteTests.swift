import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Backup

/// A kernel tells of a write that failed once: what it had in memory then proves nothing.
@Suite struct LostWriteTests {
    /// Leaves a directory as a restore does that ended just before the control file's release.
    private func interrupt(
        _ small: SmallBackup,
        in node: String,
        marks: [String]
    ) throws {
        try small.restoration(to: node).run()
        try Disk.write(
            Disk.read("\(node)/global/pg_control"),
            to: "\(node)/global/pg_control.wal-archive"
        )
        try Disk.remove("\(node)/global/pg_control")
        let boot = try Disk.text("/proc/sys/kernel/random/boot_id").filter { !$0.isWhitespace }
        let lines = [small.journalHead, "boot \(boot)", "base.tar.000001"] + marks
        try Disk.write(
            Array((lines.joined(separator: "\n") + "\n").utf8),
            to: "\(node)/wal-archive.restore"
        )
    }

    @Test(
        arguments: [
            ["syncing"], ["lost"], ["syncing", "synced", "lost"],
            ["syncing", "synced", "proven", "syncing"],
        ]
    )
    func `after a sync that may have failed everything is removed and fetched anew`(
        marks: [String]
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let small = try SmallBackup(listed: SmallBackup.always)
            let node = scratch.path("node")
            try interrupt(small, in: node, marks: marks)
            try Disk.write(Array("lost".utf8), to: "\(node)/base/1")
            try Disk.write(Array("garbage".utf8), to: "\(node)/base/2")
            try small.restoration(to: node).run()
            #expect(try Disk.text("\(node)/base/1") == "rows")
            #expect(try Disk.names(in: "\(node)/base") == ["1"])
            #expect(try Disk.text("\(node)/global/pg_control") == "control")
            #expect(!Disk.exists("\(node)/wal-archive.restore"))
        }
    }

    @Test func `what an earlier call wrote is read again, and fetched anew where it is damaged`()
        async throws
    {
        try await ScratchDirectory.with { scratch in
            let small = try SmallBackup(listed: SmallBackup.always)
            let node = scratch.path("node")
            try interrupt(small, in: node, marks: [])
            try Disk.write(Array("lost".utf8), to: "\(node)/base/1")
            let error = try #require(throws: BackupError.self) {
                try small.restoration(to: node).run()
            }
            #expect(
                error.description.hasPrefix("the object \"base/1\" is not sound: its CRC-32C is")
            )
            #expect(!Disk.exists("\(node)/global/pg_control"))
            try small.restoration(to: node).run()
            #expect(try Disk.text("\(node)/base/1") == "rows")
        }
    }

    @Test func `what is proven is not fetched again`() async throws {
        try await ScratchDirectory.with { scratch in
            let small = try SmallBackup(listed: SmallBackup.always)
            let node = scratch.path("node")
            try interrupt(small, in: node, marks: ["syncing", "synced", "proven"])
            small.objects.state.withLock { $0.operationsLeft = 0 }
            try small.restoration(to: node).run()
            #expect(try Disk.text("\(node)/global/pg_control") == "control")
        }
    }

    /// Nothing tells whether what lies there is what was written.
    @Test(arguments: [nil, "", "\"Checksum-Algorithm\": \"SHA512\", \"Checksum\": \"00\", "])
    func `what an earlier call wrote is fetched anew where no checksum proves it`(
        checksum: String?
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let lines = checksum.map { checksum in
                SmallBackup.always.map { path, content in
                    "{ \"Path\": \"\(path)\", \(checksum)\"Size\": \(content.utf8.count) }"
                }
            }
            let small = try SmallBackup(
                listed: lines == nil ? nil : [:],
                otherLines: lines ?? []
            )
            let node = scratch.path("node")
            try interrupt(small, in: node, marks: [])
            try Disk.write(Array("lost".utf8), to: "\(node)/base/1")
            let notices = Mutex<[String]>([])
            try small.restoration(
                to: node,
                notice: { text in notices.withLock { $0.append(text) } }
            )
            .run()
            #expect(try Disk.text("\(node)/base/1") == "rows")
            #expect(Disk.exists("\(node)/backup_manifest") == (checksum != nil))
            #expect(
                notices.withLock { $0 }.contains(
                    "no checksums tell whether what an earlier call wrote to \"\(node)\" is sound:"
                        + " everything is fetched anew"
                )
            )
            let proof = RestoreProof(of: FilePath(node))
            #expect(proof == (checksum == nil ? .none : .sizes))
        }
    }

    @Test func `what is said of the proof says no more than was proven`() async throws {
        try await ScratchDirectory.with { scratch in
            let node = scratch.path("node")
            try SmallBackup(listed: SmallBackup.always).restoration(to: node).run()
            #expect(RestoreProof(of: FilePath(node)) == .checksums)
            #expect(RestoreProof.checksums.words == "verified by its manifest")
            #expect(
                RestoreProof.sizes.words
                    == "of which only the sizes of files are verified by its manifest"
            )
            #expect(RestoreProof.none.words == "which has no manifest to verify it by")
        }
    }
}
