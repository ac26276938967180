import Files
import Foundation
import TestSupport
import Testing

@testable import Backup

/// Root gives away what it fills, and nothing that it refuses to fill.
@Suite(.enabled(if: Account.isRoot)) struct RestoreOwnerTests {
    private let small: SmallBackup
    private let owner = FileOwner(user: 4242, group: 4243)

    init() throws {
        small = try SmallBackup(spaces: [7: SmallBackup.space])
    }

    /// A directory of root's.
    private func directory(_ name: String, in scratch: ScratchDirectory) throws -> String {
        let path = try scratch.directory(name)
        #expect(chown(path, 0, 0) == 0)
        return path
    }

    private func owners(of path: String) -> [UInt32] {
        var status = stat()
        guard lstat(path, &status) == 0 else { return [] }
        return [status.st_uid, status.st_gid]
    }

    private func restore(_ node: String, _ space: String) throws {
        try small.restoration(
            to: node,
            mapping: [SmallBackup.space: space],
            owner: owner
        ).run()
    }

    @Test func `empty directories are given away`() async throws {
        try await ScratchDirectory.with { scratch in
            let node = try directory("node", in: scratch)
            let space = try directory("space", in: scratch)
            try restore(node, space)
            for path in [node, space, "\(node)/base", "\(node)/base/1", "\(space)/PG_15/1"] {
                #expect(owners(of: path) == [4242, 4243])
            }
        }
    }

    @Test func `a data directory that is not empty stays whose it was`() async throws {
        try await ScratchDirectory.with { scratch in
            let node = try directory("node", in: scratch)
            let space = try directory("space", in: scratch)
            try Disk.write([1], to: "\(node)/precious")
            let refusal = BackupError.refused(
                "the directory \"\(node)\" is not empty"
                    + " HINT: Name another one, or move what is in it away."
            )
            #expect(throws: refusal) { try restore(node, space) }
            #expect(owners(of: node) == [0, 0])
            #expect(owners(of: space) == [0, 0])
        }
    }

    @Test func `a tablespace's directory that is not empty stays whose it was`() async throws {
        try await ScratchDirectory.with { scratch in
            let node = scratch.path("node")
            let space = try directory("space", in: scratch)
            try Disk.write([1], to: "\(space)/precious")
            let refusal = BackupError.refused(
                "the tablespace directory \"\(space)\" is not empty"
                    + " HINT: Use --tablespace-mapping OLD=NEW, or move what is in it away."
            )
            #expect(throws: refusal) { try restore(node, space) }
            #expect(owners(of: space) == [0, 0])
            #expect(try Disk.names(in: space) == ["precious"])
        }
    }
}
