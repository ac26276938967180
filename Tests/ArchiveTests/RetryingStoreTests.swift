import Archive
import TestStores
import TestSupport
import Testing
import WAL

/// What fails in passing is tried again, and nobody who reads notices.
@Suite struct RetryingStoreTests {
    private static let passing = StoreError(.transient, "503")
    private static let lasting = StoreError(.permanent, "403", hint: "Grant it.")

    private let segments = [WALFixture.numbered(1), .numbered(2), .numbered(3)]

    private func retrying(
        _ faults: UnreliableStore.Fault...
    ) throws -> (store: RetryingStore, clock: ManualClock) {
        var store: any Store = try MemoryStore.archive(segments[0], segments[1], segments[2])
        for fault in faults { store = UnreliableStore(store, fault) }
        let clock = ManualClock()
        let policy = RetryPolicy(budget: .seconds(60))
        return (RetryingStore(store, policy: policy, clock: clock), clock)
    }

    private func contents(_ store: RetryingStore) throws -> [UInt8]? {
        var bytes: [UInt8] = []
        let object = try store.read(ObjectKey(segments[0].file)) { piece in
            piece.withUnsafeBytes { bytes += $0 }
            return true
        }
        return object == nil ? nil : bytes
    }

    @Test func `reads on where a transfer broke off`() throws {
        let (store, clock) = try retrying(
            .init(.read, 1...1, .fails(Self.passing)),
            .init(.read, 2...3, .losesAnswer(Self.passing))
        )
        let isWhole = try contents(store) == Archived.zstd(segments[0].contents)
        #expect(isWhole)
        #expect(clock.waits.count == 3)
    }

    @Test func `lists every key once`() throws {
        let (store, _) = try retrying(.init(.list, 1...1, .losesAnswer(Self.passing)))
        var names: [String] = []
        try store.list(prefix: "", after: nil) { key in
            names.append(key.name)
            return true
        }
        #expect(names == segments.map(\.name))
        let (other, _) = try retrying(.init(.list, 1...1, .losesAnswer(Self.passing)))
        var count = 0
        try other.listObjects(prefix: "", after: nil) { _ in
            count += 1
            return true
        }
        #expect(count == 3)
    }

    @Test func `gives up on what does not pass, and when the time is up`() throws {
        let (denied, clock) = try retrying(.init(.read, 1...9, .fails(Self.lasting)))
        #expect(throws: Self.lasting) { _ = try contents(denied) }
        #expect(clock.waits.isEmpty)
        let (busy, _) = try retrying(.init(.read, 1...99_999, .fails(Self.passing)))
        #expect {
            _ = try contents(busy)
        } throws: { error in
            "\(error)".contains("503, after ") && "\(error)".contains(" tries in ")
        }
    }
}
