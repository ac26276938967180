import Archive
import Codec
import TestStores
import TestSupport
import Testing
import WAL

/// A local file against its archived copy, as `wal-push --verify` tells it.
@Suite struct ComparisonTests {
    private let segment = WALFixture()
    private let name = WALFixture().name

    private func compare(
        _ store: any Store,
        _ bytes: [UInt8],
        as name: WALFileName? = nil,
        system: SystemIdentifier? = .sample,
        histories: [TimelineHistory] = []
    ) -> Verification {
        Verifier(store: store, checksWAL: true, system: system) { _ in histories }
            .compare(name ?? segment.file, source: MemorySource(bytes))
    }

    /// Two segments whose records are the same up to a position.
    private func forked() throws -> (local: [UInt8], archived: [UInt8], at: LSN) {
        var common = WALStream(segment: 1)
        for _ in 0..<3 { common.append(body: [UInt8](repeating: 1, count: 1_000)) }
        var (local, archived) = (common, common)
        local.append(body: [UInt8](repeating: 2, count: 100))
        archived.append(body: [UInt8](repeating: 3, count: 90))
        local.fillSegment()
        archived.fillSegment()
        return (local.segment(0), archived.segment(0), LSN(common.position))
    }

    /// A push of it would succeed.
    @Test func `tells that they differ only behind the end of their timeline`() throws {
        let (local, sound, end) = try forked()
        var archived = sound
        // Nor do the archived ones make sense behind it.
        archived[Int(end.rawValue) % archived.count + 30] ^= 1
        let store = try MemoryStore.archive()
        store[segment.file] = archived
        let text = TimelineHistory.text((1, "\(end)"))
        let history = try TimelineHistory(text, of: #require(TimelineID(2)))
        let verification = compare(store, local, histories: [history])
        #expect(
            verification.description.hasPrefix(
                "\(name): sound up to LSN \(end), where its timeline ended, plain, 1048576 bytes"
            )
        )
        store[.named("00000002.history")] = Array("garbage".utf8)
        guard case .cannotTell = compare(store, local).result else {
            Issue.record("a history file that is not sound was taken for none")
            return
        }
    }

    @Test func `tells that the records of either are damaged`() throws {
        let (local, archived, _) = try forked()
        let store = try MemoryStore.archive()
        var damaged = archived
        damaged[200] ^= 1
        let reason = "the record at LSN 0/100028 does not have its checksum"
        store[segment.file] = damaged
        #expect(compare(store, local).description == "\(name): damaged: \(reason)")
        store[segment.file] = archived
        damaged = local
        damaged[200] ^= 1
        let localReason = "the local file is wrong: \(reason)"
        #expect(compare(store, damaged).description == "\(name): damaged: \(localReason)")
    }

    @Test func `tells that they are the same`() throws {
        let verification = compare(try MemoryStore.archive(segment), segment.contents)
        #expect(verification.description.hasPrefix("\(name): sound, zstd, 1048576 bytes in "))
    }

    @Test func `tells where they differ`() throws {
        let (local, archived, differs) = try forked()
        let store = try MemoryStore.archive()
        store[segment.file] = archived
        let digests = try [local, archived].map { try Archived.identity($0).digest }
        #expect(
            compare(store, local).description == "\(name): differs: from LSN \(differs)"
                + " on: local SHA-256 \(digests[0]), archived SHA-256 \(digests[1])"
        )
    }

    @Test(arguments: [
        ("1\t0/100000\n", "1\t0/100000\n2\t0/200000\n", 11),
        ("1\t0/100000\n2\t0/200000\n", "1\t0/100000\n", 11),
        ("1\t0/100000\n", "1\t0/100001\n", 9),
    ])
    func `tells the first byte of small files`(local: String, archived: String, byte: Int) throws {
        let store = try MemoryStore.archive()
        let history = WALFileName.named("00000003.history")
        store[history] = try Archived.zstd(Array(archived.utf8))
        let result = compare(store, Array(local.utf8), as: history).result
        guard case .differs(let conflict) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(conflict.offset == UInt64(byte))
        #expect(conflict.lsn == nil)
        #expect(conflict.localSystem == nil)
        #expect(conflict.archivedSystem == nil)
    }

    @Test func `tells what is wrong with the local file`() throws {
        let store = try MemoryStore.archive(segment)
        #expect(
            compare(store, []).description
                == "\(name): damaged: the local file is wrong: it is empty"
        )
    }

    @Test func `tells what is wrong with the archived file`() throws {
        let store = try MemoryStore.archive(segment)
        store[segment.file] = []
        #expect(compare(store, segment.contents).description == "\(name): damaged: it is empty")
    }

    @Test func `tells absence`() throws {
        #expect(compare(try MemoryStore.archive(), segment.contents).result == .absent)
        let gap = compare(try MemoryStore.archive(.numbered(2)), segment.contents).result
        #expect(gap == .gap(later: WALFixture.numbered(2).segment))
    }

    @Test func `tells that the local file could not be read`() throws {
        let source = MemorySource(segment.contents, failingRead: 1)
        let verification = Verifier(
            store: try MemoryStore.archive(segment),
            checksWAL: true,
            system: .sample
        ).compare(segment.file, source: source)
        #expect(
            verification.description
                == "\(name): cannot tell: could not read \"pg_wal\": broken"
        )
    }
}
