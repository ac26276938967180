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
        Verifier(store: store, checksWAL: true, system: system)
            .compare(name ?? segment.file, source: MemorySource(bytes)) { _ in histories }
    }

    /// A push of it would succeed.
    @Test func `tells that they differ only behind the end of their timeline`() throws {
        var archived = segment.contents
        archived[1234] ^= 1
        let store = try MemoryStore.archive()
        store[segment.file] = archived
        let text = TimelineHistory.text((1, "0/1004D2"))
        let history = try TimelineHistory(text, of: #require(TimelineID(2)))
        let verification = compare(store, segment.contents, histories: [history])
        #expect(
            verification.description.hasPrefix(
                "\(name): sound up to LSN 0/1004D2, where its timeline ended, plain, 1048576 bytes"
            )
        )
        store[.named("00000002.history")] = Array("garbage".utf8)
        guard case .cannotTell = compare(store, segment.contents).result else {
            Issue.record("a history file that is not sound was taken for none")
            return
        }
    }

    @Test func `tells that they are the same`() throws {
        let verification = compare(try MemoryStore.archive(segment), segment.contents)
        #expect(verification.description.hasPrefix("\(name): sound, zstd, 1048576 bytes in "))
    }

    @Test func `tells where they differ`() throws {
        var archived = segment.contents
        archived[1234] ^= 1
        let store = try MemoryStore.archive()
        store[segment.file] = archived
        let digests = try [segment.contents, archived].map { try Archived.identity($0).digest }
        #expect(
            compare(store, segment.contents).description == "\(name): differs: from LSN 0/1004D2"
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
        ).compare(segment.file, source: source) { _ in [] }
        #expect(
            verification.description
                == "\(name): cannot tell: could not read \"pg_wal\": broken"
        )
    }
}
