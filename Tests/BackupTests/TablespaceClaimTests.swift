import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Backup

/// Two restores never fill one tablespace's directory.
@Suite struct TablespaceClaimTests {
    private func taken(_ space: String) -> BackupError {
        .refused(
            "another restore fills the tablespace directory \"\(space)\""
                + " HINT: Use --tablespace-mapping OLD=NEW, or wait until it ends."
        )
    }

    private func notEmpty(_ space: String) -> BackupError {
        .refused(
            "the tablespace directory \"\(space)\" is not empty"
                + " HINT: Use --tablespace-mapping OLD=NEW, or move what is in it away."
        )
    }

    @Test func `the second is refused while the first runs, and afterwards`() async throws {
        try await ScratchDirectory.with { scratch in
            let small = try SmallBackup(spaces: [7: SmallBackup.space])
            let space = try scratch.directory("space")
            let mapping = [SmallBackup.space: space]
            let second = small.restoration(to: scratch.path("second"), mapping: mapping)
            let refusal = Mutex<BackupError?>(nil)
            try small.restoration(to: scratch.path("first"), mapping: mapping) { _ in
                do throws(BackupError) {
                    try second.run()
                } catch {
                    refusal.withLock { $0 = error }
                }
            }.run()
            #expect(refusal.withLock { $0 } == taken(space))
            #expect(throws: notEmpty(space)) { try second.run() }
            #expect(try Disk.names(in: space) == ["PG_15"])
        }
    }

    /// Many times over, since only one of the orders in which it may happen is the bad one.
    @Test func `of two that begin at the same moment one fills it`() async throws {
        let small = try SmallBackup(spaces: [7: SmallBackup.space])
        for _ in 0..<20 {
            try await ScratchDirectory.with { scratch in
                let space = try scratch.directory("space")
                let mapping = [SmallBackup.space: space]
                let ends = await withTaskGroup(of: BackupError?.self) { group in
                    for name in ["a", "b"] {
                        let restoration = small.restoration(
                            to: scratch.path(name),
                            mapping: mapping
                        )
                        group.addTask {
                            do throws(BackupError) {
                                try restoration.run()
                                return nil
                            } catch {
                                return error
                            }
                        }
                    }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(ends.count { $0 == nil } == 1)
                #expect(ends.allSatisfy { [nil, taken(space), notEmpty(space)].contains($0) })
                #expect(try Disk.names(in: space) == ["PG_15"])
            }
        }
    }

    /// What an interrupted restore filled is nobody else's, and no more its own once somebody else
    /// has filled it.
    @Test func `a directory that changed hands is left alone`() async throws {
        try await ScratchDirectory.with { scratch in
            let small = try SmallBackup(spaces: [7: SmallBackup.space])
            let space = try scratch.directory("space")
            let mapping = [SmallBackup.space: space]
            let first = small.restoration(to: scratch.path("first"), mapping: mapping)
            let second = small.restoration(to: scratch.path("second"), mapping: mapping)
            small.objects.state.withLock { $0.operationsLeft = 1 }
            #expect(throws: BackupError.self) { try first.run() }
            small.objects.state.withLock { $0.operationsLeft = nil }
            #expect(try Disk.names(in: space).contains("wal-archive.restore"))
            #expect(throws: notEmpty(space)) { try second.run() }
            #expect(rename(space, scratch.path("away")) == 0)
            _ = try scratch.directory("space")
            try second.run()
            #expect(try Disk.names(in: space) == ["PG_15"])
            #expect(throws: notEmpty(space)) { try first.run() }
            #expect(try Disk.text("\(space)/PG_15/1") == "rows")
            #expect(try Disk.names(in: space) == ["PG_15"])
        }
    }

    @Test func `the claim is the same however the data directory is spelled`() async throws {
        try await ScratchDirectory.with { scratch in
            let small = try SmallBackup(spaces: [7: SmallBackup.space])
            let space = try scratch.directory("space")
            let node = try scratch.directory("node")
            #expect(symlink("node", scratch.path("link")) == 0)
            let mapping = [SmallBackup.space: space]
            small.objects.state.withLock { $0.operationsLeft = 1 }
            #expect(throws: BackupError.self) {
                try small.restoration(to: scratch.path("link"), mapping: mapping).run()
            }
            small.objects.state.withLock { $0.operationsLeft = nil }
            #expect(
                try Disk.text("\(space)/wal-archive.restore")
                    == "wal-archive restore into \(node)\n"
            )
            try small.restoration(to: "\(node)/../node", mapping: mapping).run()
            #expect(try Disk.names(in: space) == ["PG_15"])
        }
    }

    /// A crash between the removal of the claim and the journal's end, or just before both.
    @Test(arguments: [true, false])
    func `the rest of a claim goes with the next call`(isThere: Bool) async throws {
        try await ScratchDirectory.with { scratch in
            let small = try SmallBackup(spaces: [7: SmallBackup.space])
            let space = try scratch.directory("space")
            let node = scratch.path("node")
            let restoration = small.restoration(
                to: node,
                mapping: [SmallBackup.space: space]
            )
            try restoration.run()
            let journal =
                "\(small.journalHead) \(SmallBackup.space)=\(space)\nboot 0\ntablespace 7\n"
            try Disk.write(Array(journal.utf8), to: "\(node)/wal-archive.restore")
            if isThere {
                try Disk.write(
                    Array("wal-archive restore into \(node)\n".utf8),
                    to: "\(space)/wal-archive.restore"
                )
            }
            try restoration.run()
            #expect(!Disk.exists("\(node)/wal-archive.restore"))
            #expect(try Disk.names(in: space) == ["PG_15"])
        }
    }

    @Test func `a claim that a crash cut off is begun anew`() async throws {
        try await ScratchDirectory.with { scratch in
            let small = try SmallBackup(spaces: [7: SmallBackup.space])
            let space = try scratch.directory("space")
            try Disk.write(Array("wal-arch".utf8), to: "\(space)/wal-archive.restore")
            try small.restoration(
                to: scratch.path("node"),
                mapping: [SmallBackup.space: space]
            ).run()
            #expect(try Disk.names(in: space) == ["PG_15"])
        }
    }
}
