import Archive
import TestStores
import TestSupport
import Testing
import WAL

/// Where a timeline ended, from any set of histories.
@Suite struct TimelineEndTests {
    /// What histories say, and the end that follows for segment 3 of 16 MiB of timeline 2.
    struct Case: Sendable, CustomTestStringConvertible {
        let parents: [(UInt32, String)]
        let limit: String
        let end: String?

        var testDescription: String { "\(parents) up to \(limit)" }
    }

    static let cases = [
        Case(parents: [(2, "0/3000100")], limit: "0/3000100", end: "0/3000100"),
        Case(parents: [(2, "0/3000100")], limit: "0/3FFFFFF", end: "0/3000100"),
        Case(parents: [(2, "0/3000100")], limit: "0/30000FF", end: nil),
        // A switch at the very beginning leaves nothing that would have to be equal.
        Case(parents: [(2, "0/3000000")], limit: "0/3000000", end: nil),
        Case(parents: [(2, "0/2FFFFFF")], limit: "0/3FFFFFF", end: nil),
        Case(parents: [(2, "0/3FFFFFF")], limit: "0/3FFFFFF", end: "0/3FFFFFF"),
        Case(parents: [(2, "0/4000000")], limit: "0/3FFFFFF", end: nil),
        Case(parents: [(1, "0/3000100")], limit: "0/3FFFFFF", end: nil),
        Case(parents: [(3, "0/3000100")], limit: "0/3FFFFFF", end: nil),
        Case(parents: [], limit: "0/3FFFFFF", end: nil),
        Case(
            parents: [(2, "0/3000100"), (2, "0/3000200")],
            limit: "0/3000200",
            end: "0/3000200"
        ),
        Case(parents: [(2, "0/3000100"), (2, "0/3000200")], limit: "0/3000100", end: nil),
        Case(parents: [(2, "0/3000100"), (2, "1/3000100")], limit: "0/3FFFFFF", end: nil),
        Case(
            parents: [(2, "0/3000100"), (2, "0/1000000")],
            limit: "0/3FFFFFF",
            end: "0/3000100"
        ),
    ]

    @Test(arguments: cases)
    func `is the last switch point within the segment`(_ item: Case) throws {
        let size = try #require(SegmentSize(bytes: 16 << 20))
        let histories = try item.parents.enumerated().map { index, parent in
            try TimelineHistory(
                TimelineHistory.text((Int(parent.0), parent.1)),
                of: #require(TimelineID(UInt32(index) + 10))
            )
        }
        let end = TimelineEnd(histories: histories).find(
            in: .named("000000020000000000000003"),
            size: size,
            notAfter: try #require(LSN(item.limit))
        )
        #expect(end?.description == item.end)
    }

    @Test func `of a partial file is the first switch point within the segment`() throws {
        let size = try #require(SegmentSize(bytes: 16 << 20))
        let points = [(2, "0/3000200"), (2, "0/3000100"), (2, "0/3000000"), (1, "0/3000010")]
        let histories = try points.enumerated().map { index, point in
            try TimelineHistory(
                TimelineHistory.text(point),
                of: #require(TimelineID(UInt32(index) + 10))
            )
        }
        let ends = TimelineEnd(histories: histories)
        let first = ends.first(in: .named("000000020000000000000003"), size: size)
        #expect(first?.description == "0/3000100")
        #expect(ends.first(in: .named("000000020000000000000004"), size: size) == nil)
    }

    @Test func `is none for a name that no segment of the size has`() throws {
        let size = try #require(SegmentSize(bytes: 1 << 30))
        let history = try TimelineHistory(
            TimelineHistory.text((2, "0/3000100")),
            of: #require(TimelineID(3))
        )
        let end = TimelineEnd(histories: [history]).find(
            in: .named("000000020000000000000004"),
            size: size,
            notAfter: LSN(.max)
        )
        #expect(end == nil)
    }

    @Test func `finds every history file above a timeline`() throws {
        let store = try MemoryStore.archive(WALFixture())
        for timeline in 2...5 {
            let text = TimelineHistory.text((timeline - 1, "0/\(timeline)00000"))
            store[.named("0000000\(timeline).history")] = try Archived.zstd(text)
        }
        store[.named("00000002.history")] = Array("garbage".utf8)
        let above = try #require(TimelineID(2))
        let found = try store.historyFiles(above: above, system: .sample)
        #expect(found.map(\.timeline.rawValue).sorted() == [3, 4, 5])
    }

    @Test func `passes over no history file that is not sound or not this cluster's`() throws {
        let store = try MemoryStore.archive(WALFixture())
        let name = WALFileName.named("00000004.history")
        let text = TimelineHistory.text((1, "0/100000"))
        let broken = text + Array("of a name\n2\t0/200000\tof two lines\n".utf8)
        let hint =
            " HINT: Restore it from a copy of the archive, or from the pg_wal of a server that has"
            + " it."
        for (bytes, reason) in [
            (Array("garbage".utf8), "line 1 does not name a timeline and a switch point"),
            (broken, "line 2 does not name a timeline and a switch point"),
            ([], "it names no parent timeline"),
            (
                try Archived.encode(text, system: .other).bytes,
                "it is of another cluster: its digest frame names system identifier"
                    + " 6912345678901234567 instead of 7312345678901234567"
            ),
        ] {
            store[name] = bytes
            let error = #expect(throws: StoreError.self) {
                try store.historyFiles(above: #require(TimelineID(1)), system: .sample)
            }
            #expect(
                error?.description == "\"memory:archive/\(name)\" is not sound: \(reason)\(hint)"
            )
        }
    }

    @Test func `finds a history file by its timeline`() throws {
        let store = try MemoryStore.archive()
        let name = WALFileName.named("00000002.history")
        let timeline = try #require(TimelineID(2))
        #expect(try store.historyFile(of: timeline, system: nil) == nil)
        store[name] = TimelineHistory.text((1, "0/100000"))
        #expect(try store.historyFile(of: timeline, system: nil)?.entries.count == 1)
        store[name] = TimelineHistory.text((2, "0/100000"))
        #expect(throws: StoreError.self) {
            try store.historyFile(of: timeline, system: nil)
        }
    }
}
