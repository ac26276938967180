import Archive
import Codec
import TestStores
import TestSupport
import Testing
import WAL

/// An archive that is full or mounted read-only, in which a file is already.
@Suite struct PushUnwritableTests {
    private let segment = WALFixture()
    private let full = StoreError(.unwritable, "could not write \"/x\": No space left on device")

    /// - Parameter operation: which step of storing finds the disk full.
    private func call(_ store: MemoryStore, _ operation: UnreliableStore.Call) -> PushCall {
        PushCall(UnreliableStore(store, .init(operation, 1...Int.max, .fails(full))))
    }

    @Test(arguments: [UnreliableStore.Call.stage, .write, .publish])
    func `succeeds for the same file`(operation: UnreliableStore.Call) throws {
        let store = try MemoryStore.archive(segment)
        let before = store.snapshot
        let outcome = try call(store, operation).run(segment.file, segment.contents)
        #expect(outcome.way == .alreadyArchived)
        #expect(store.snapshot == before)
    }

    @Test func `tells a conflict`() throws {
        let failure = call(try .archive(segment), .write)
            .failure(segment.file, WALFixture(seed: 2).contents)
        guard case .conflict? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test func `tells what is wrong where the file is not there`() throws {
        let store = try MemoryStore.archive()
        #expect(call(store, .write).failure(segment.file, segment.contents) == .store(full))
        let broken = StoreError(.permanent, "could not write \"/x\": Permission denied")
        let other = UnreliableStore(
            try MemoryStore.archive(segment),
            .init(.write, 1...Int.max, .fails(broken))
        )
        #expect(PushCall(other).failure(segment.file, segment.contents) == .store(broken))
    }
}
