import Archive
import Codec
import TestStores
import TestSupport
import Testing
import WAL

/// Files that are delivered, and those that must not be.
@Suite struct FetchTests {
    private let segment = WALFixture()

    @Test func `delivers a sound file whole`() throws {
        let store = try MemoryStore.archive(segment)
        let target = MemoryTarget()
        let outcome = try FetchCall(store).run(segment.file, to: target)
        #expect(target.delivered == segment.contents)
        guard case .delivered(let file) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(file.hasRecordedDigest)
        #expect(file.facts.header?.systemIdentifier == .sample)
    }

    @Test func `delivers from an archive that others made`() throws {
        let store = MemoryStore()
        store[segment.file] = segment.contents
        #expect(try FetchCall(store).delivered(segment.file) == segment.contents)
    }

    @Test func `delivers without looking for a marker or a neighbour`() throws {
        let store = UnreliableStore(try MemoryStore.archive(segment))
        #expect(try FetchCall(store).delivered(segment.file) == segment.contents)
        #expect(store.counts == [.read: 1])
    }

    @Test func `never serves a partial in place of the segment`() throws {
        let store = try MemoryStore.archive()
        store[.partial(segment.segment)] = try Archived.zstd(segment.contents)
        #expect(try FetchCall(store).run(segment.file) == .absent)
        #expect(try FetchCall(store).delivered(.partial(segment.segment)) == segment.contents)
    }

    /// What may stand under a segment's name in an archive.
    enum Wrong: CaseIterable {
        case zeros, otherSegment, otherCluster, short, flipped, empty, notAFile, cut
    }

    @Test(arguments: Wrong.allCases)
    func `delivers nothing that is not the file`(_ wrong: Wrong) throws {
        let store = try MemoryStore.archive(segment)
        let key = ObjectKey(segment.file)
        switch wrong {
        case .zeros: store[key] = [UInt8](repeating: 0, count: 1 << 20)
        case .otherSegment: store[key] = try Archived.zstd(WALFixture.numbered(2).contents)
        case .otherCluster: store[key] = try Archived.zstd(WALFixture.ofOtherCluster().contents)
        case .short: store[key] = segment.contents.dropLast(8192)
        case .flipped: store[key]?[70_000] ^= 0x10
        case .empty: store[key] = []
        case .notAFile: store.obstruct(key)
        case .cut: store[key]?.removeLast(149)
        }
        let target = MemoryTarget()
        let failure = #expect(throws: FetchError.self) {
            try FetchCall(store).run(segment.file, to: target)
        }
        guard case .defect(let defect)? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(target.delivered == nil)
        let hint =
            wrong == .otherCluster
            ? "Check the setting archive: each cluster has an archive of its own."
            : "Restore this object from a copy of the archive; recovery then goes on from here."
        #expect(failure?.description == "the archived file is not sound: \(defect) HINT: \(hint)")
    }

    @Test func `delivers what its sidecar's digest proves, and only that`() throws {
        let store = try MemoryStore.archive()
        store[segment.file] = segment.contents
        let key = ObjectKey(segment.file)
        store.record(try Archived.identity(segment.contents).digest, of: key)
        #expect(try FetchCall(store).delivered(segment.file) == segment.contents)
        store[segment.file]?[800_000] ^= 1
        #expect(throws: FetchError.self) { try FetchCall(store).run(segment.file) }
    }

    @Test func `gives a file that is not sound one more try`() throws {
        let store = UnreliableStore(
            try MemoryStore.archive(segment),
            .init(.read, 1...1, .damages { $0[500] ^= 1 })
        )
        let target = MemoryTarget()
        let call = FetchCall(store)
        _ = try call.run(segment.file, to: target)
        #expect(target.delivered == segment.contents)
        #expect(target.beginnings == 2)
        #expect(call.clock.waits == [])
    }

    @Test func `gives it only one more try`() throws {
        let store = UnreliableStore(
            try MemoryStore.archive(segment),
            .init(.read, 1...2, .damages { $0[500] ^= 1 })
        )
        #expect(throws: FetchError.self) { try FetchCall(store).run(segment.file) }
        #expect(store.counts == [.read: 2])
    }

    @Test func `checks the digest alone where WAL is not PostgreSQL's`() throws {
        let bytes = Array("encrypted by a fork".utf8)
        let store = try MemoryStore.archive()
        store[segment.file] = try Archived.zstd(bytes)
        var call = FetchCall(store)
        call.checksWAL = false
        #expect(try call.delivered(segment.file) == bytes)
        #expect(throws: FetchError.self) { try FetchCall(store).run(segment.file) }
        store[segment.file]?.swapAt(9, 10)
        #expect(throws: FetchError.self) { try call.run(segment.file) }
    }

    @Test func `warns of pages that a newer PostgreSQL wrote`() throws {
        var newer = segment
        newer.magic = 0xD11A
        guard
            case .delivered(let file) = try FetchCall(MemoryStore.archive(newer)).run(newer.file)
        else {
            Issue.record("it was not delivered")
            return
        }
        #expect(
            file.facts.warning
                == "page magic D11A is of a PostgreSQL newer than this program knows"
        )
    }
}
