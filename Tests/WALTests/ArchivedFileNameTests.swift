import TestSupport
import Testing
import WAL

/// Names that an archive may hold: PostgreSQL's, and the two that only this software makes.
@Suite struct ArchivedFileNameTests {
    private static let digits = "0123456789abcdef"
    private static let segmentText = "000000010000000000000002"

    /// A name of each kind that there is.
    static let names =
        WALFileNameTests.names + [
            "\(segmentText).partial.\(digits)", "\(segmentText).conflict.\(digits)",
            "\(segmentText).partial.conflict.\(digits)", "00000002.history.conflict.\(digits)",
        ]

    @Test(arguments: WALFileNameTests.names)
    func `is any of PostgreSQL's own names`(text: String) throws {
        let file = try #require(WALFileName(text))
        let name = try #require(ArchivedFileName(text))
        #expect(name == ArchivedFileName(file))
        #expect(name.file == file && name.kept == nil)
        #expect(name.description == text)
    }

    @Test func `is a kept partial`() throws {
        let text = "\(Self.segmentText).partial.\(Self.digits)"
        let name = ArchivedFileName(
            keptPartial: try segment(Self.segmentText),
            digestPrefix: Self.digits
        )
        #expect(name.description == text)
        #expect(ArchivedFileName(text) == name)
        #expect(name.kept == .partial(digestPrefix: Self.digits))
        #expect(name.file == .partial(try segment(Self.segmentText)))
    }

    @Test(arguments: [segmentText, "\(segmentText).partial", "00000002.history"])
    func `is the loser of a conflict`(stem: String) throws {
        let text = "\(stem).conflict.\(Self.digits)"
        let name = try #require(ArchivedFileName(text))
        #expect(name.file == WALFileName(stem))
        #expect(name.kept == .conflict(digestPrefix: Self.digits))
        #expect(name.description == text)
    }

    @Test func `is the longest name, and nothing longer than 64 characters`() throws {
        let backup = "\(Self.segmentText).00000028.backup"
        #expect(backup.utf8.count == 40)
        // 40 + 9 + 17 characters are two too many, the longest of the others fits.
        #expect(ArchivedFileName("\(backup).conflict.\(Self.digits)") == nil)
        let longest = "\(Self.segmentText).partial.conflict.\(Self.digits)"
        #expect(longest.utf8.count <= ArchivedFileName.lengthLimit)
        #expect(ArchivedFileName(longest) != nil)
        #expect(ArchivedFileName.lengthLimit == 64)
    }

    @Test(arguments: [
        "", ".", ".conflict.\(digits)", ".partial.\(digits)", "\(segmentText).\(digits)",
        "\(segmentText).partial.", "\(segmentText).partial.0123456789abcde",
        "\(segmentText).partial.0123456789abcdef0", "\(segmentText).partial.0123456789ABCDEF",
        "\(segmentText).partial.\(digits).", "\(segmentText).conflict\(digits)",
        "\(segmentText)..conflict.\(digits)", "00000002.history.partial.\(digits)",
        "\(segmentText).conflict.conflict.\(digits)", "\(segmentText).partial.0123456789abcde\0",
        "\(segmentText).conflict.\(digits).conflict.\(digits)", "wal-archive.cluster",
        "\(segmentText).sha256", "\(segmentText).conflict.0123456789abcde\u{301}",
    ])
    func `refuses any other text`(text: String) {
        #expect(ArchivedFileName(text) == nil)
    }

    @Test(arguments: names)
    func `never reads a changed name as it reads the name`(text: String) throws {
        try expectChangesAreOthers(of: text) { ArchivedFileName($0) }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `never traps on any text, and prints what it reads`(seed: UInt64) {
        expectPrintsWhatItReads(seed: seed, words: 7) { ArchivedFileName($0) }
    }
}
