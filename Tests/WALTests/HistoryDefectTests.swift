import Testing
import WAL

/// Every way in which a history file can be wrong, and what is said of it.
@Suite struct HistoryDefectTests {
    /// Parses a text, whose defect must be this one and speak these words.
    private func expect(
        _ defect: HistoryDefect,
        _ text: String,
        in contents: String,
        of number: UInt32 = 9,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(throws: defect, sourceLocation: sourceLocation) {
            try TimelineHistoryTests.history(contents, of: number)
        }
        #expect(defect.description == text, sourceLocation: sourceLocation)
    }

    @Test(arguments: [(1 << 20) + 1, 1 << 21])
    func `a file that is too long`(count: Int) {
        expect(
            .tooLong(bytes: count),
            "it has \(count) bytes, more than a history file can have",
            in: String(repeating: "\n", count: count)
        )
    }

    @Test(arguments: [
        "x", "1", "1\t", "1\t0", "1\t0/G", "1\t/", "0\t0/50", "-1\t0/50", "+1\t0/50", "1.\t0/50",
        "4294967296\t0/50", "99999999999999999999\t0/50", "1,0/50", "0/50\t1", "1\t100000000/0",
        "١\t0/50", "1\t0/5\0", "\u{FEFF}1\t0/50", "\0", "1#\t0/50", "0x1\t0/50",
    ])
    func `a line that cannot be read`(line: String) {
        let text = "line 3 does not name a timeline and a switch point"
        expect(.unreadableLine(3), text, in: "\n# x\n\(line)\n2\t0/60\n")
    }

    @Test(arguments: [("2\t0/50\n2\t0/60", 2), ("1\t0/1\n\n3\t0/2\n2\t0/3\n", 4)])
    func `parents out of order`(contents: String, line: Int) {
        expect(
            .notAscending(line: line),
            "line \(line) does not name a later timeline than the one before",
            in: contents
        )
    }

    @Test(arguments: ["", "\n", " \t\r\n", "# 1\t0/50\n", "\n\n\n"])
    func `no parent`(contents: String) {
        expect(.noParent, "it names no parent timeline", in: contents)
    }

    @Test(arguments: [9, 10, .max] as [UInt32])
    func `a parent that is not below`(parent: UInt32) throws {
        expect(
            .parentNotBelow(try timeline(parent)),
            "it names timeline \(parent), which is not below its own",
            in: "1\t0/50\n\(parent)\t0/60\n"
        )
    }
}
