import Archive
import Codec
import Crypto
import TestStores
import TestSupport
import Testing
import WAL

/// A name that is taken by a copy that is damaged: exit 0 would lose the only good one.
@Suite struct PushStoredDefectTests {
    /// What happened to the archived copy.
    enum Damage: CaseIterable {
        case flippedBit, truncated, empty, otherRecordedDigest, notAFile
    }

    private let segment = WALFixture()

    private func store(_ damage: Damage, name: WALFileName? = nil) throws -> MemoryStore {
        let store = try MemoryStore.archive()
        let key = ObjectKey(name ?? segment.file)
        store[key] = try Archived.zstd(segment.contents)
        switch damage {
        case .flippedBit: store[key]?[5000] ^= 1
        case .truncated: store[key]?.removeLast(1000)
        case .empty: store[key] = []
        case .otherRecordedDigest:
            store[key] = WALFixture(seed: 2).contents
            store.record(try Archived.identity(segment.contents).digest, of: key)
        case .notAFile: store.obstruct(key)
        }
        return store
    }

    @Test(arguments: Damage.allCases)
    func `refuses and tells what to do`(_ damage: Damage) throws {
        let store = try store(damage)
        let before = store.snapshot
        let call = PushCall(store)
        let failure = try #require(call.failure(segment.file, segment.contents))
        guard case .storedDefect(let defect) = failure else {
            Issue.record("\(failure)")
            return
        }
        #expect(
            failure.description == "the archived copy is damaged: \(defect) HINT: Keep the damaged"
                + " copy under another name outside the archive; the next try then stores the"
                + " file again."
        )
        #expect(store.snapshot == before)
        #expect(call.clock.waits == [])
    }

    @Test(arguments: Damage.allCases)
    func `keeps a partial beside a damaged one`(_ damage: Damage) throws {
        let store = try store(damage, name: .partial(segment.segment))
        let outcome = try PushCall(store).run(.partial(segment.segment), segment.contents)
        let prefix = try Archived.identity(segment.contents).digest.prefix
        let kept = "\(segment.name).partial.\(prefix)"
        #expect(outcome.way == ArchivedFileName(kept).map { .keptPartial($0) })
        #expect(try store.names().contains(kept))
    }

    @Test func `tells the digests that do not agree`() throws {
        let failure = try #require(
            PushCall(try store(.otherRecordedDigest)).failure(segment.file, segment.contents)
        )
        let recorded = try Archived.identity(segment.contents).digest
        let found = try Archived.identity(WALFixture(seed: 2).contents).digest
        #expect(failure == .storedDefect(.otherDigestBeside(found, recorded: recorded)))
    }

    /// After a crash between the object and its digest where an older digest lay about: the bytes
    /// are those of the local file, so nothing is damaged but the record.
    @Test func `exchanges the stale digest of identical contents`() throws {
        let store = try MemoryStore.archive()
        let key = ObjectKey(segment.file)
        store[key] = segment.contents
        store.record(try Archived.identity(WALFixture(seed: 2).contents).digest, of: key)
        #expect(try PushCall(store).run(segment.file, segment.contents).way == .alreadyArchived)
        #expect(
            try store.recordedDigest(of: key) == Archived.identity(segment.contents).digest
        )
    }
}
