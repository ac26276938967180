import Archive
import Codec
import TestStores
import TestSupport
import Testing
import WAL

/// The last segment of a timeline, which two standbys archive with different garbage behind the
/// switch point.
@Suite struct PushTimelineEndTests {
    private static let differs = 700_000
    private let segment = WALFixture()

    /// The segment with other bytes from an offset on.
    private func changed(from offset: Int = differs) -> [UInt8] {
        var bytes = segment.contents
        for index in offset..<bytes.count { bytes[index] ^= 0xFF }
        return bytes
    }

    private func archive(history: (name: String, text: [UInt8])? = nil) throws -> MemoryStore {
        let store = try MemoryStore.archive()
        store[segment.file] = try Archived.zstd(changed())
        if let history { store[.named(history.name)] = try Archived.zstd(history.text) }
        return store
    }

    private func lsn(_ offset: Int) -> LSN { LSN(segment.address + UInt64(offset)) }

    private func history(_ timeline: UInt32, _ text: [UInt8]) throws -> TimelineHistory {
        try TimelineHistory(text, of: #require(TimelineID(timeline)))
    }

    @Test(arguments: [differs, differs - 1, 1])
    func `takes what is equal up to an archived switch point for the same`(end: Int) throws {
        let text = TimelineHistory.text((1, "\(lsn(end))"))
        let store = try archive(history: ("00000002.history", text))
        let before = store.snapshot
        let outcome = try PushCall(store).run(segment.file, segment.contents)
        #expect(outcome.way == .alreadyArchivedUpTo(lsn(end)))
        #expect(store.snapshot == before)
    }

    @Test func `knows a switch point from a local history file`() throws {
        var call = PushCall(try archive())
        call.histories = [try history(2, TimelineHistory.text((1, "\(lsn(Self.differs))")))]
        #expect(
            try call.run(segment.file, segment.contents).way
                == .alreadyArchivedUpTo(lsn(Self.differs))
        )
    }

    @Test func `knows a switch point from a grandchild's history file`() throws {
        let text = TimelineHistory.text((1, "\(lsn(10))"), (2, "0/900000"))
        let store = try archive(history: ("00000003.history", text))
        let outcome = try PushCall(store).run(segment.file, segment.contents)
        #expect(outcome.way == .alreadyArchivedUpTo(lsn(10)))
    }

    @Test func `applies to a partial`() throws {
        let name = WALFileName.partial(segment.segment)
        let text = TimelineHistory.text((1, "\(lsn(Self.differs))"))
        let store = try archive(history: ("00000002.history", text))
        store[name] = try Archived.zstd(changed())
        let outcome = try PushCall(store).run(name, segment.contents)
        #expect(outcome.way == .alreadyArchivedUpTo(lsn(Self.differs)))
    }

    @Test func `refuses a difference before the switch point`() throws {
        let text = TimelineHistory.text((1, "\(lsn(Self.differs + 1))"))
        let store = try archive(history: ("00000002.history", text))
        try expectConflict(PushCall(store))
    }

    @Test(arguments: ["0/FFFFF", "0/200000", "1/100000", "0/0"])
    func `refuses where the timeline ended in another segment`(switchPoint: String) throws {
        let text = TimelineHistory.text((1, switchPoint))
        try expectConflict(
            PushCall(try archive(history: ("00000002.history", text)))
        )
    }

    @Test func `refuses where another timeline leaves this one later`() throws {
        let text = TimelineHistory.text((1, "\(lsn(Self.differs))"))
        var call = PushCall(try archive(history: ("00000002.history", text)))
        call.histories = [try history(3, TimelineHistory.text((1, "0/500000")))]
        try expectConflict(call)
    }

    @Test func `counts the last time that the timeline was left in this segment`() throws {
        let text = TimelineHistory.text((1, "\(lsn(10))"))
        var call = PushCall(try archive(history: ("00000002.history", text)))
        call.histories = [try history(3, TimelineHistory.text((1, "\(lsn(20))")))]
        #expect(
            try call.run(segment.file, segment.contents).way == .alreadyArchivedUpTo(lsn(20))
        )
    }

    @Test func `heeds no history of timelines that descend from elsewhere`() throws {
        let text = TimelineHistory.text((2, "\(lsn(10))"))
        let store = try archive(history: ("00000003.history", text))
        try expectConflict(PushCall(store))
    }

    /// It may tell another end than those that can be read.
    @Test(arguments: [[], [20], [differs]])
    func `refuses where a history file is damaged, whatever the others tell`(ends: [Int]) throws {
        let text = TimelineHistory.text((1, "\(lsn(Self.differs))"))
        let store = try archive(history: ("00000002.history", text))
        store[.named("00000002.history")]?.removeLast(10)
        var call = PushCall(store)
        call.histories = try ends.map { try history(3, TimelineHistory.text((1, "\(lsn($0))"))) }
        let before = store.snapshot
        let failure = try #require(call.failure(segment.file, segment.contents))
        let digests = try [segment.contents, changed()].map { try Archived.identity($0).digest }
        #expect(
            failure.description == "the archive holds other contents under this name,"
                + " from LSN 0/1AAE60 on: local SHA-256 \(digests[0]), archived SHA-256"
                + " \(digests[1]); whether its timeline ended before that cannot be told:"
                + " \"memory:archive/00000002.history\" is not sound: it ends in the middle of its"
                + " compressed bytes HINT: Restore it from a copy of the archive, or from the pg_wal"
                + " of a server that has it."
        )
        #expect(store.snapshot == before)
    }

    @Test func `refuses where the server's history files cannot be read`() throws {
        var call = PushCall(try archive())
        call.historyFailure = SourceError("\"pg_wal/00000002.history\" is not sound: x")
        let failure = try #require(call.failure(segment.file, segment.contents))
        #expect(failure.description.hasSuffix(": \"pg_wal/00000002.history\" is not sound: x"))
    }

    @Test func `keeps a partial where a history file is damaged`() throws {
        let name = WALFileName.partial(segment.segment)
        let store = try archive(history: ("00000002.history", [1, 2, 3]))
        store[name] = try Archived.zstd(changed())
        let way = try PushCall(store).run(name, segment.contents).way
        guard case .keptPartial = way else {
            Issue.record("\(way)")
            return
        }
    }

    @Test func `tells that it could not read the history files`() throws {
        let failure = StoreError(.permanent, "could not list \"/x\": Permission denied")
        let store = UnreliableStore(try archive(), .init(.list, 1...Int.max, .fails(failure)))
        guard
            case .unknownTimelineEnd(_, failure)? =
                PushCall(store).failure(segment.file, segment.contents)
        else {
            Issue.record("a listing that failed was taken for one of nothing")
            return
        }
    }

    private func expectConflict(
        _ call: PushCall,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let failure = try #require(call.failure(segment.file, segment.contents))
        guard case .conflict(let conflict) = failure else {
            Issue.record("\(failure)", sourceLocation: sourceLocation)
            return
        }
        #expect(conflict.lsn == lsn(Self.differs), sourceLocation: sourceLocation)
    }
}
