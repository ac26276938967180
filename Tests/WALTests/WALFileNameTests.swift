import TestSupport
import Testing
import WAL

/// The four kinds of name that PostgreSQL writes.
@Suite struct WALFileNameTests {
    /// A name of each kind, with digits of every value.
    static let names = [
        "0000000100000000000000EF", "0123456789ABCDEF00000001.partial", "FEDCBA98.history",
        "000000010000000000000002.00000028.backup",
    ]

    @Test func `tells the four kinds apart`() throws {
        let name = try segment("000000010000000000000002")
        let text = name.description
        #expect(WALFileName(text) == .segment(name))
        #expect(WALFileName(text + ".partial") == .partial(name))
        #expect(WALFileName("0000000A.history") == .history(try timeline(10)))
        #expect(
            WALFileName(text + ".00ABCDEF.backup") == .backupLabel(name, offset: 0xAB_CDEF)
        )
    }

    @Test(arguments: names)
    func `prints the name that it reads`(text: String) throws {
        #expect(try #require(WALFileName(text)).description == text)
    }

    @Test(
        arguments: [
            ("00000003000000000000000A", 3), ("00000004000000000000000A.partial", 4),
            ("00000005.history", 5), ("00000006000000000000000A.00000028.backup", 6),
        ] as [(String, UInt32)]
    )
    func `carries a timeline`(text: String, number: UInt32) throws {
        #expect(try #require(WALFileName(text)).timeline.rawValue == number)
    }

    @Test(arguments: [
        "", ".", ".partial", ".history", ".backup", "..backup", "00000000.history",
        "000000000000000000000001", "000000000000000000000001.partial", "0000000a.history",
        "0000001.history", "000000001.history", "00000001.HISTORY", "00000001.history.history",
        "000000010000000000000002.0000028.backup", "000000010000000000000002.backup",
        "000000010000000000000002.0000002a.backup", "000000010000000000000002..backup",
        "000000010000000000000002.00000028.00000028.backup",
        "000000010000000000000002.partial.partial", "000000010000000000000002.gz",
        "000000010000000000000002.partial\0", "00000001.history\n", "../00000001.history",
        "000000010000000000000002.partial.0123456789abcdef", "RECOVERYXLOG", "%f",
        "archive_status/000000010000000000000002", "000000010000000000000002.partial\u{301}",
        "００000001.history", "backup_label", "wal-archive.cluster",
    ])
    func `refuses any other text`(text: String) {
        #expect(WALFileName(text) == nil)
    }

    @Test(arguments: names)
    func `never reads a changed name as it reads the name`(text: String) throws {
        try expectChangesAreOthers(of: text) { WALFileName($0) }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `never traps on any text, and prints what it reads`(seed: UInt64) {
        expectPrintsWhatItReads(seed: seed, words: 6) { WALFileName($0) }
    }
}
