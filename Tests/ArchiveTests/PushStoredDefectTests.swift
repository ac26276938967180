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
        guard case .storedDefect(let defect, let local) = failure else {
            Issue.record("\(failure)")
            return
        }
        let beside = local.map { "; \($0)" } ?? ""
        #expect(
            failure.description
                == "the archived copy is damaged: \(defect)\(beside) HINT: Keep the damaged"
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

    @Test func `keeps a partial beside a damaged one that was kept`() throws {
        let name = WALFileName.partial(segment.segment)
        let store = try store(.flippedBit, name: name)
        let call = PushCall(store)
        let prefix = try Archived.identity(segment.contents).digest.prefix
        let kept = try ["", ".conflict"].map {
            try #require(ArchivedFileName("\(segment.name).partial\($0).\(prefix)"))
        }
        #expect(try call.run(name, segment.contents).way == .keptPartial(kept[0]))
        store[ObjectKey(kept[0])]?[5000] ^= 1
        for _ in 0..<2 {
            #expect(try call.run(name, segment.contents).way == .keptPartial(kept[1]))
        }
        let verified = Verifier(store: store, checksWAL: true, system: .sample).verify(kept[1])
        #expect(verified.description.hasPrefix("\(kept[1]): sound, zstd, 1048576 bytes in "))
    }

    @Test func `keeps a partial that is not sound itself`() throws {
        let store = try MemoryStore.archive()
        let zeros = [UInt8](repeating: 0, count: 1 << 20)
        for _ in 0..<2 {
            let outcome = try PushCall(store).run(.partial(segment.segment), zeros)
            #expect(outcome.warnings == ["the local file is wrong: its first page is zeroed"])
            guard case .keptPartial(let kept) = outcome.way else {
                Issue.record("\(outcome)")
                return
            }
            let verified = Verifier(store: store, checksWAL: false, system: .sample).verify(kept)
            #expect(verified.description.hasPrefix("\(kept): sound, zstd, 1048576 bytes in "))
        }
        let other = WALFixture.ofOtherCluster()
        let call = PushCall(store)
        guard
            case .localDefect? = call.failure(.partial(other.segment), other.contents)
        else {
            Issue.record("another cluster's partial was kept")
            return
        }
    }

    @Test func `tells the digests that do not agree`() throws {
        let failure = try #require(
            PushCall(try store(.otherRecordedDigest)).failure(segment.file, segment.contents)
        )
        let recorded = try Archived.identity(segment.contents).digest
        let found = try Archived.identity(WALFixture(seed: 2).contents).digest
        #expect(
            failure.description.hasPrefix(
                "the archived copy is damaged: its SHA-256 is \(found) but \(recorded) was"
                    + " archived; the local file's SHA-256 is \(recorded), and the two differ from"
                    + " LSN 0/100028 on HINT: "
            )
        )
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
