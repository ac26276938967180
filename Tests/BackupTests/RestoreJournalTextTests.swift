import Testing

@testable import Backup

/// What of a restore's journal counts.
@Suite struct RestoreJournalTextTests {
    private let head = InterruptedRestore.headWords + "x"

    private func text(_ lines: [String], cutOff: String = "") -> RestoreJournalText {
        RestoreJournalText(Array((lines.map { "\($0)\n" }.joined() + cutOff).utf8))
    }

    @Test func `a line that was cut off says nothing`() {
        let found = text([head], cutOff: "base.tar.0000")
        #expect(found.lines == [head])
        #expect(found.length == UInt64(head.utf8.count + 1))
    }

    @Test func `parts count for one start of the machine, marks for ever`() {
        let lines = [head, "boot a", "tablespace 7", "part 1", "boot b", "part 2", "combined"]
        #expect(text(lines).done(since: "boot b") == ["part 2", "tablespace 7", "combined"])
        #expect(text(lines).done(since: "boot c") == ["tablespace 7", "combined"])
        #expect(text(lines).done(since: "boot a") == ["tablespace 7", "combined"])
    }

    @Test func `where a sync failed only marks of directories count`() {
        let lines = [head, "boot a", "tablespace 7", "part 1", "combined", "syncing"]
        #expect(text(lines).done(since: "boot a") == ["tablespace 7"])
    }

    @Test func `one with marks alone is unused`() {
        #expect(text([head, "boot a", "tablespace 7"]).isUnused)
        #expect(!text([head, "boot a", "part 1"]).isUnused)
        #expect(RestoreJournalText.empty.isJournal)
        #expect(!text(["listen_addresses = '*'"]).isJournal)
    }
}
