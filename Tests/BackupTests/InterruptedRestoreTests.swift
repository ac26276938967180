import SystemPackage
import TestSupport
import Testing

@testable import Backup

/// A directory in which another restore was interrupted says which.
@Suite struct InterruptedRestoreTests {
    private func node(
        _ scratch: ScratchDirectory,
        _ journal: String,
        isBegun: Bool = true
    ) throws -> String {
        let node = try scratch.directory("node")
        if isBegun { try Disk.write([1], to: "\(node)/PG_VERSION") }
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

    @Test(arguments: ["boot 0", "boot 0\ntablespace 7\nboot 1"])
    func `that of which nothing was written is no more than its journal`(
        marks: String
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let (begun, newer) = (try SmallBackup(1), try SmallBackup(2))
            let journal = "\(begun.journalHead) /a=/b\n\(marks)\n"
            let node = try node(scratch, journal, isBegun: false)
            try newer.restoration(to: node).run()
            #expect(try Disk.text("\(node)/base/1") == "rows")
            #expect(!Disk.exists("\(node)/wal-archive.restore"))
        }
    }

    /// Its tablespaces may be full.
    @Test func `that of which a part is noted stays`() async throws {
        try await ScratchDirectory.with { scratch in
            let (begun, newer) = (try SmallBackup(1), try SmallBackup(2))
            let journal = "\(begun.journalHead)\nboot 0\n7.tar.000001\n"
            let node = try node(scratch, journal, isBegun: false)
            #expect(throws: BackupError.self) { try newer.restoration(to: node).run() }
            #expect(try Disk.text("\(node)/wal-archive.restore") == journal)
        }
    }

    @Test func `what the hint of a refused tablespace says is possible`() async throws {
        try await ScratchDirectory.with { scratch in
            let small = try SmallBackup(spaces: [7: "/srv/first", 8: "/srv/second"])
            let (node, first) = (scratch.path("node"), scratch.path("first"))
            let full = try scratch.directory("full")
            try Disk.write([1], to: "\(full)/precious")
            func restore(_ second: String) throws {
                let mapping = ["/srv/first": first, "/srv/second": second]
                try small.restoration(to: node, mapping: mapping).run()
            }
            let refusal = BackupError.refused(
                "the tablespace directory \"\(full)\" is not empty"
                    + " HINT: Use --tablespace-mapping OLD=NEW, or move what is in it away."
            )
            #expect(throws: refusal) { try restore(full) }
            let second = scratch.path("second")
            try restore(second)
            for space in [first, second] { #expect(try Disk.names(in: space) == ["PG_15"]) }
            #expect(try Disk.names(in: full) == ["precious"])
        }
    }
}
