import Archive
import TestStores
import TestSupport
import Testing
import WAL

/// Several archives: one sound copy is enough, and "absent" needs all of them.
@Suite struct FetchStoresTests {
    private let segment = WALFixture()
    private let broken = StoreError(.permanent, "could not open \"/b\": Permission denied")
    private let busy = StoreError(.transient, "could not read \"/b\": Input/output error")

    private func empty(_ url: String = "memory:a") throws -> MemoryStore {
        try MemoryStore.archive(url: url)
    }

    private func full() throws -> MemoryStore { try MemoryStore.archive(url: "memory:b", segment) }

    private func failing(_ error: StoreError, _ numbers: ClosedRange<Int>) throws -> any Store {
        UnreliableStore(try full(), .init(.read, numbers, .fails(error)))
    }

    @Test func `delivers from the first that has it`() throws {
        #expect(try FetchCall(empty(), full()).delivered(segment.file) == segment.contents)
    }

    @Test func `delivers though another cannot be asked`() throws {
        let call = FetchCall(try failing(broken, 1...Int.max), try full())
        #expect(try call.delivered(segment.file) == segment.contents)
    }

    @Test func `delivers though another's copy is damaged`() throws {
        let damaged = try full()
        damaged[segment.file]?[900] ^= 1
        #expect(try FetchCall(damaged, full()).delivered(segment.file) == segment.contents)
    }

    @Test func `is absent only where all say so`() throws {
        #expect(try FetchCall(empty(), empty("memory:b")).run(segment.file) == .absent)
        for stores in [
            [try empty(), try failing(broken, 1...Int.max)],
            [try failing(broken, 1...Int.max), try empty()],
        ] {
            var call = FetchCall()
            call.stores = stores
            #expect(throws: FetchError.cannotTell(broken)) { try call.run(segment.file) }
        }
    }

    @Test func `is absent only where all are proven ours`() throws {
        let failure = #expect(throws: FetchError.self) {
            try FetchCall(empty(), MemoryStore(url: "memory:c")).run(segment.file)
        }
        #expect(failure?.description.hasPrefix("\"memory:c\" holds no WAL at all") == true)
    }

    @Test func `is damaged where one is and the others have none`() throws {
        let damaged = try full()
        damaged[segment.file]?[900] ^= 1
        let failure = #expect(throws: FetchError.self) {
            try FetchCall(empty(), damaged).run(segment.file)
        }
        guard case .defect? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    /// The one that did not answer may have it sound: that counts before the other's damage.
    @Test(arguments: [true, false])
    func `asks again one that did not answer though another's copy is damaged`(
        damagedFirst: Bool
    ) throws {
        let damaged = try full()
        damaged[segment.file]?[900] ^= 1
        var call = FetchCall(damaged, try failing(busy, 1...1))
        if !damagedFirst { call.stores.reverse() }
        #expect(try call.delivered(segment.file) == segment.contents)
    }

    @Test func `is a gap where any has a later segment`() throws {
        let later = WALFixture.numbered(3)
        let store = try empty("memory:b")
        store[later.file] = try Archived.zstd(later.contents)
        #expect(throws: FetchError.gap(later: later.segment)) {
            try FetchCall(empty(), store).run(segment.file)
        }
    }
}
