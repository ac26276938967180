import Archive
import TestStores
import TestSupport
import Testing
import WAL

/// A segment that is absent though a later one is there.
@Suite struct FetchGapTests {
    private let missing = WALFixture.numbered(2)
    private let later = WALFixture.numbered(4)

    private func archive() throws -> MemoryStore {
        try .archive(.numbered(1), later, .numbered(5))
    }

    @Test func `is told with the nearest later segment and what to do`() throws {
        let failure = #expect(throws: FetchError.self) {
            try FetchCall(archive()).run(missing.file)
        }
        #expect(failure == .gap(later: later.segment))
        #expect(
            failure?.description == "the archive does not have it, but has the later segment"
                + " \"000000010000000000000004\" HINT: Find the missing segment (in pg_wal of the"
                + " old primary or of a standby) and archive it. To end recovery here and lose"
                + " what follows, set accept_gap to this segment's name."
        )
    }

    @Test(arguments: [0, 1, 5])
    func `is asked about again before it is told`(questions: Int) throws {
        var call = FetchCall(try archive())
        call.gapQuestions = questions
        #expect(throws: FetchError.gap(later: later.segment)) { try call.run(missing.file) }
        #expect(call.clock.waits.count == questions)
    }

    @Test(arguments: 1...5)
    func `closes when somebody stores the segment meanwhile`(second: Int) throws {
        let store = try archive()
        let bytes = try Archived.zstd(missing.contents)
        var call = FetchCall(store)
        call.clock = ManualClock { now in
            if now >= .seconds(second) { store[missing.file] = bytes }
        }
        #expect(try call.delivered(missing.file) == missing.contents)
    }

    @Test(arguments: [Duration.milliseconds(500), .seconds(2), .seconds(3)])
    func `is told within the budget`(budget: Duration) throws {
        var call = FetchCall(try archive())
        call.budget = budget
        #expect(throws: FetchError.gap(later: later.segment)) { try call.run(missing.file) }
        #expect(call.clock.now <= budget)
    }

    @Test func `may be accepted by name`() throws {
        var call = FetchCall(try archive())
        call.acceptedGap = missing.segment
        #expect(try call.run(missing.file) == .absentByAcceptedGap(later: later.segment))
        #expect(call.clock.waits == [])
        call.acceptedGap = WALFixture.numbered(3).segment
        #expect(throws: FetchError.gap(later: later.segment)) { try call.run(missing.file) }
    }

    @Test func `is not looked for where that is not this call's turn`() throws {
        let store = UnreliableStore(try archive())
        var call = FetchCall(store)
        call.looksForGap = false
        #expect(try call.run(missing.file) == .absent)
        #expect(store.counts[.list] == nil)
    }

    @Test(arguments: [
        "00000002.history", "000000010000000000000002.00000028.backup",
        "000000010000000000000002.partial",
    ])
    func `is never one of other files`(name: String) throws {
        #expect(try FetchCall(archive()).run(.named(name)) == .absent)
    }

    @Test func `is none at the end of the archive`() throws {
        #expect(try FetchCall(archive()).run(WALFixture.numbered(6).file) == .absent)
    }

    @Test func `is none before the timeline began`() throws {
        let first = WALFixture.numbered(4, timeline: 2)
        let store = try MemoryStore.archive(.numbered(1), first)
        store[.named("00000002.history")] =
            try Archived.zstd(TimelineHistory.text((1, "0/400100")))
        let call = FetchCall(store)
        #expect(try call.run(WALFixture.numbered(3, timeline: 2).file) == .absent)
        #expect(call.clock.waits == [])
    }

    @Test func `tells why later segments could not be looked for`() throws {
        let failure = StoreError(.permanent, "could not list \"/a\": Permission denied")
        let store = UnreliableStore(try archive(), .init(.list, 1...Int.max, .fails(failure)))
        #expect(throws: FetchError.cannotTell(failure)) { try FetchCall(store).run(missing.file) }
    }
}
