import Synchronization
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
}
