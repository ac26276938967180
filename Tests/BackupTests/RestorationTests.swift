import Synchronization
import TestSupport
import Testing

@testable import Backup

/// A restore writes nothing over what may be a server's.
@Suite struct RestorationTests {
    private func notEmpty(_ directory: String) -> BackupError {
        .refused(
            "the directory \"\(directory)\" is not empty"
                + " HINT: Name another one, or move what is in it away."
        )
    }

    @Test func `while one is under way a second is refused`() async throws {
        try await ScratchDirectory.with { scratch in
            let small = try SmallBackup()
            let node = scratch.path("node")
            let refusal = Mutex<BackupError?>(nil)
            let second = small.restoration(to: node)
            try small.restoration(to: node) { _ in
                do throws(BackupError) {
                    try second.run()
                } catch {
                    refusal.withLock { $0 = error }
                }
            }.run()
            let expected = BackupError.refused(
                "another restore into \"\(node)\" is under way"
                    + " HINT: Wait until it ends, or end it and call this again."
            )
            #expect(refusal.withLock { $0 } == expected)
            #expect(try Disk.text("\(node)/global/pg_control") == "control")
            #expect(!Disk.exists("\(node)/wal-archive.restore"))
        }
    }

    @Test func `what is whole is never unpacked again`() async throws {
        try await ScratchDirectory.with { scratch in
            let small = try SmallBackup()
            let node = scratch.path("node")
            let restoration = small.restoration(to: node)
            try restoration.run()
            // As a crash just before the journal's removal leaves it.
            try Disk.write(
                Array("\(small.journalHead)\nboot 0\n".utf8),
                to: "\(node)/wal-archive.restore"
            )
            try Disk.write(Array("newer".utf8), to: "\(node)/base/1")
            try Disk.write([1], to: "\(node)/postmaster.pid")
            let running = BackupError.refused(
                "\"\(node)\" has a postmaster.pid: a server runs there, or did when the machine"
                    + " crashed HINT: Name another directory; where that server is what the restore"
                    + " made, remove wal-archive.restore there."
            )
            #expect(throws: running) { try restoration.run() }
            try Disk.remove("\(node)/postmaster.pid")
            try Disk.remove("\(node)/recovery.signal")
            try restoration.run()
            #expect(Disk.exists("\(node)/recovery.signal"))
            #expect(!Disk.exists("\(node)/wal-archive.restore"))
            #expect(try Disk.text("\(node)/base/1") == "newer")
        }
    }

    @Test func `what a server was started on is refused`() async throws {
        try await ScratchDirectory.with { scratch in
            let small = try SmallBackup()
            let node = scratch.path("node")
            try small.restoration(to: node).run()
            try Disk.write(
                Array("\(small.journalHead)\nboot 0\n".utf8),
                to: "\(node)/wal-archive.restore"
            )
            try Disk.remove("\(node)/backup_label")
            try Disk.write(Array("newer".utf8), to: "\(node)/base/1")
            let started = BackupError.refused(
                "a server was started on \"\(node)\" since it was restored HINT: Name another"
                    + " directory; where that server is what the restore made, remove"
                    + " wal-archive.restore there."
            )
            #expect(throws: started) { try small.restoration(to: node).run() }
            #expect(try Disk.text("\(node)/base/1") == "newer")
        }
    }

    @Test(arguments: ["", "wal-arch", "wal-archive restore 1 "])
    func `a journal without its first line makes nothing ours`(journal: String) async throws {
        try await ScratchDirectory.with { scratch in
            let small = try SmallBackup()
            let node = try scratch.directory("node")
            try Disk.write(Array(journal.utf8), to: "\(node)/wal-archive.restore")
            try Disk.write([1], to: "\(node)/precious")
            #expect(throws: notEmpty(node)) { try small.restoration(to: node).run() }
            #expect(try Disk.names(in: node) == ["precious", "wal-archive.restore"])
            try Disk.remove("\(node)/precious")
            try small.restoration(to: node).run()
            #expect(try Disk.text("\(node)/base/1") == "rows")
        }
    }

    @Test(arguments: [true, false])
    func `interrupted, it goes on, with its tablespaces, after a reboot too`(
        isRebooted: Bool
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let small = try SmallBackup(spaces: [7: SmallBackup.space])
            let node = scratch.path("node")
            let space = scratch.path("space")
            let restoration = small.restoration(to: node, mapping: [SmallBackup.space: space])
            small.objects.state.withLock { $0.operationsLeft = 1 }
            #expect(throws: BackupError.self) { try restoration.run() }
            small.objects.state.withLock { $0.operationsLeft = nil }
            #expect(try Disk.text("\(space)/PG_15/1") == "rows")
            if isRebooted {
                let journal = try Disk.text("\(node)/wal-archive.restore").split(separator: "\n")
                    .map { $0.hasPrefix("boot ") ? "boot 0" : String($0) }
                try Disk.write(
                    Array((journal.joined(separator: "\n") + "\n").utf8),
                    to: "\(node)/wal-archive.restore"
                )
                // What was not durable.
                try Disk.write([], to: "\(space)/PG_15/1")
            }
            try restoration.run()
            #expect(try Disk.text("\(space)/PG_15/1") == "rows")
            #expect(try Disk.text("\(node)/global/pg_control") == "control")
        }
    }

    @Test func `of two signal files the one asked for stays`() async throws {
        try await ScratchDirectory.with { scratch in
            let small = try SmallBackup(
                files: [
                    "standby.signal": "", "recovery.signal": "",
                    "postgresql.auto.conf": "primary_conninfo = 'host=old'\nwork_mem = '8MB'\n",
                ]
            )
            for (kind, other) in [("recovery", "standby"), ("standby", "recovery")] {
                let node = scratch.path(kind)
                let wish = try #require(RecoverySettings.Kind(rawValue: kind))
                try small.restoration(to: node, kind: wish).run()
                #expect(Disk.exists("\(node)/\(kind).signal"))
                #expect(!Disk.exists("\(node)/\(other).signal"))
                let text = try Disk.text("\(node)/postgresql.auto.conf")
                #expect(text.contains("host=old") == (wish == .standby))
            }
        }
    }

    @Test(
        arguments: [
            (
                PartDescription.Continuation(path: "../evil", offset: 0, size: 10),
                "\"base.tar\": the tar archive has a member with the unsafe name \"../evil\""
            ),
            (
                PartDescription.Continuation(path: "base/2", offset: 11, size: 10),
                "the object \"base.tar\" is not sound: its file \"base/2\" would go on at"
                    + " byte 11 of 10"
            ),
            (
                PartDescription.Continuation(path: "base/2", offset: 0, size: .max),
                "the object \"base.tar\" is not sound: its file \"base/2\" would go on at"
                    + " byte 0 of 18446744073709551615"
            ),
        ]
    )
    func `a part that goes on where no file can be is refused`(
        place: PartDescription.Continuation,
        message: String
    ) async throws {
        try await ScratchDirectory.with { scratch in
            var small = try SmallBackup()
            small.description.archives[0].parts[0].continues = place
            let error = try #require(throws: BackupError.self) {
                try small.restoration(to: scratch.path("node")).run()
            }
            #expect(error.description == message)
            #expect(try Disk.names(in: scratch.path) == ["node"])
        }
    }
}
