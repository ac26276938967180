import Archive
import Codec
import TestStores
import TestSupport
import Testing
import WAL

/// Stores that fail: what is tried again, for how long, and what is told.
@Suite struct PushRetryTests {
    private let segment = WALFixture()
    private let transient = StoreError(.transient, "could not read \"x\": Input/output error")
    private let permanent = StoreError(.permanent, "could not read \"x\": Permission denied")

    private static let calls = UnreliableStore.Call.allCases.filter { $0 != .confirm }

    @Test(arguments: calls, 1...2)
    func `succeeds though a call fails once`(call: UnreliableStore.Call, number: Int) throws {
        let memory = MemoryStore()
        let store = UnreliableStore(memory, .init(call, number...number, .fails(transient)))
        let outcome = try PushCall(store).run(segment.file, segment.contents)
        #expect([.archived, .alreadyArchived].contains(outcome.way))
        #expect(try FetchCall(memory).delivered(segment.file) == segment.contents)
    }

    @Test(arguments: 1...2)
    func `takes an object whose answer was lost for its own`(number: Int) throws {
        let memory = MemoryStore()
        let fault = UnreliableStore.Fault(.publish, number...number, .losesAnswer(transient))
        let outcome = try PushCall(UnreliableStore(memory, fault))
            .run(segment.file, segment.contents)
        #expect(outcome.way == (number == 2 ? .alreadyArchived : .archived))
        #expect(try FetchCall(memory).delivered(segment.file) == segment.contents)
    }

    @Test func `does not trust a lost answer whose object is damaged`() throws {
        let store = UnreliableStore(
            try MemoryStore.archive(),
            .init(.write, 2...2, .damages { $0[$0.count / 2] ^= 1 }),
            .init(.publish, 1...1, .losesAnswer(transient))
        )
        guard case .storedDefect? = PushCall(store).failure(segment.file, segment.contents) else {
            Issue.record("damage was taken for success")
            return
        }
    }

    @Test func `makes sure again where confirming failed`() throws {
        let memory = try MemoryStore.archive(segment)
        let store = UnreliableStore(memory, .init(.confirm, 1...1, .fails(transient)))
        let outcome = try PushCall(store).run(segment.file, segment.contents)
        #expect(outcome.way == .alreadyArchived)
        #expect(store.counts[.confirm] == 2)
    }

    @Test func `never succeeds unconfirmed`() throws {
        let memory = try MemoryStore.archive(segment)
        let store = UnreliableStore(memory, .init(.confirm, 1...Int.max, .fails(transient)))
        var call = PushCall(store)
        call.budget = .seconds(2)
        #expect(throws: PushError.store(transient)) {
            try call.run(segment.file, segment.contents)
        }
    }

    @Test(arguments: calls)
    func `gives up when the budget is spent`(call: UnreliableStore.Call) throws {
        let store = UnreliableStore(
            MemoryStore(),
            .init(call, 1...Int.max, .fails(transient))
        )
        let push = PushCall(store)
        let failure = #expect(throws: RetryFailure<PushError>.self) {
            try push.runTellingEffort(segment.file, source: MemorySource(segment.contents))
        }
        #expect(failure?.last == .store(transient))
        #expect(push.clock.now < push.budget)
        let tries = try #require(failure?.tries)
        #expect(tries == push.clock.waits.count + 1)
        #expect(tries > 5)
        let tenths = Int64((push.clock.now / .milliseconds(100)).rounded())
        #expect(failure?.effort == ", after \(tries) tries in \(tenths / 10).\(tenths % 10) s")
    }

    @Test(arguments: calls)
    func `gives up at once what waiting cannot help`(call: UnreliableStore.Call) throws {
        let store = UnreliableStore(
            MemoryStore(),
            .init(call, 1...Int.max, .fails(permanent))
        )
        let push = PushCall(store)
        let failure = #expect(throws: RetryFailure<PushError>.self) {
            try push.runTellingEffort(segment.file, source: MemorySource(segment.contents))
        }
        #expect(failure?.last == .store(permanent))
        #expect(failure?.tries == 1)
        #expect(failure?.effort == "")
        #expect(push.clock.waits == [])
    }

    @Test func `tries again what vanished while it was compared`() throws {
        let memory = try MemoryStore.archive(segment)
        let key = ObjectKey(segment.file)
        // Between the refusal of a second object and the look at the first.
        let vanishing = AdaptedStore(memory, beforeRead: { if $0 == key { memory[key] = nil } })
        var push = PushCall(vanishing)
        push.budget = .seconds(10)
        #expect(try push.run(segment.file, segment.contents).way == .archived)
    }
}
