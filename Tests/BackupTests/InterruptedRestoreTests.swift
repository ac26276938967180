import SystemPackage
import TestSupport
import Testing

@testable import Backup

/// A directory in which another restore was interrupted says which.
@Suite struct InterruptedRestoreTests {
    private func node(
        _ scratch: ScratchDirectory,
        _ journal: String
    ) throws -> String {
        let node = try scratch.directory("node")
        try Disk.write(Array(journal.utf8), to: "\(node)/wal-archive.restore")
        return node
    }

    @Test func `that of another backup is named`() async throws {
        try await ScratchDirectory.with { scratch in
            let (begun, newer) = (try SmallBackup(1), try SmallBackup(2))
            let node = try node(scratch, "\(begun.journalHead) /a=/b\nboot 0\n")
            let name = begun.description.name
            #expect(try InterruptedRestore.backup(in: FilePath(node)) == name)
            let refusal = BackupError.refused(
                "the directory \"\(node)\" is not empty HINT: It holds an interrupted restore of"
                    + " backup \(name): name that one to go on with it, or move what is in it away."
            )
            #expect(throws: refusal) { try newer.restoration(to: node).run() }
        }
    }

    @Test func `that of the same with other tablespaces is told apart`() async throws {
        try await ScratchDirectory.with { scratch in
            let small = try SmallBackup()
            let node = try node(scratch, "\(small.journalHead) /a=/b\nboot 0\n")
            let refusal = BackupError.refused(
                "the directory \"\(node)\" is not empty HINT: It holds an interrupted restore of this"
                    + " backup with other tablespace mappings: give those to go on with it, or move"
                    + " what is in it away."
            )
            #expect(throws: refusal) { try small.restoration(to: node).run() }
        }
    }

    @Test(arguments: ["", "\n", "wal-archive restore 1", "wal-archive restore 1 x\n", "rows\n"])
    func `what is no journal names none`(text: String) async throws {
        try await ScratchDirectory.with { scratch in
            let path = FilePath(try node(scratch, text))
            #expect(try InterruptedRestore.backup(in: path) == nil)
            #expect(try InterruptedRestore.backup(in: path.appending("absent")) == nil)
        }
    }
}
