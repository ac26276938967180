import Archive
import TestStores
import TestSupport
import Testing
import WAL

/// The place where PostgreSQL wants the file.
@Suite struct FetchTargetTests {
    private let segment = WALFixture()
    private let full = StoreError(
        .transient,
        "could not write \"pg_wal\": No space left on device",
        hint: "Make room on that file system."
    )

    @Test(arguments: [true, false])
    func `delivers nothing where a file is already`(isArchived: Bool) throws {
        let store = isArchived ? try MemoryStore.archive(segment) : try MemoryStore.archive()
        let call = FetchCall(store)
        let failure = #expect(throws: FetchError.self) {
            try call.run(segment.file, to: MemoryTarget(isTaken: true))
        }
        #expect(failure == .cannotTell(.targetTaken))
        #expect(
            failure?.description == "the file to be written exists already"
                + " HINT: Remove it and try again."
        )
        #expect(call.clock.waits == [])
    }

    @Test func `waits for room`() throws {
        let target = MemoryTarget(writeFailures: [full, full])
        let call = FetchCall(try MemoryStore.archive(segment))
        _ = try call.run(segment.file, to: target)
        #expect(target.delivered == segment.contents)
        #expect(call.clock.waits.count == 2)
    }

    @Test func `tells that there was no room, and never that the file is absent or damaged`()
        throws
    {
        let target = MemoryTarget(writeFailures: Array(repeating: full, count: 10_000))
        let call = FetchCall(try MemoryStore.archive(segment))
        #expect(throws: FetchError.cannotTell(full)) { try call.run(segment.file, to: target) }
        #expect(call.clock.now <= call.budget)
        #expect(target.delivered == nil)
    }

    @Test func `tells why it could not deliver`() throws {
        let failure = StoreError(.permanent, "could not link \"x\": Permission denied")
        let target = MemoryTarget(deliveryFailure: failure)
        #expect(throws: FetchError.cannotTell(failure)) {
            try FetchCall(MemoryStore.archive(segment)).run(segment.file, to: target)
        }
        #expect(target.delivered == nil)
    }

    @Test func `yields to a file that came meanwhile`() throws {
        let target = MemoryTarget(deliveryFailure: .targetTaken)
        #expect(throws: FetchError.cannotTell(.targetTaken)) {
            try FetchCall(MemoryStore.archive(segment)).run(segment.file, to: target)
        }
    }
}
