import Archive
import Codec
import Crypto
import TestStores
import TestSupport
import Testing
import WAL

/// Other contents under the same name: nothing is replaced, and all is told.
@Suite struct PushConflictTests {
    private static let hint =
        " HINT: Nothing was replaced. Two servers archive here, or one was restored and"
        + " reuses a timeline: find out which copy is right before you remove the other."

    private let segment = WALFixture()

    private func archive(_ bytes: [UInt8], as name: WALFileName) throws -> MemoryStore {
        let store = try MemoryStore.archive()
        store[name] = try Archived.zstd(bytes)
        return store
    }

    private func digest(_ bytes: [UInt8]) throws -> String {
        try Archived.identity(bytes).digest.description
    }

    @Test(arguments: [
        (40, "0/100028"), (5000, "0/101388"), (1_048_575, "0/1FFFFF"),
    ])
    func `tells the first LSN that differs`(offset: Int, lsn: String) throws {
        var archived = segment.contents
        archived[offset] ^= 0x40
        let store = try archive(archived, as: segment.file)
        let before = store.snapshot
        let failure = try #require(PushCall(store).failure(segment.file, segment.contents))
        let expected =
            try "the archive holds other contents under this name,"
            + " from LSN \(lsn) on:"
            + " local SHA-256 \(digest(segment.contents)),"
            + " archived SHA-256 \(digest(archived))\(Self.hint)"
        #expect(failure.description == expected)
        #expect(store.snapshot == before)
    }

    @Test func `tells both systems where they differ`() throws {
        let other = WALFixture.ofOtherCluster()
        let store = try archive(other.contents, as: segment.file)
        let failure = try #require(PushCall(store).failure(segment.file, segment.contents))
        let expected =
            try "the archive holds other contents under this name,"
            + " from LSN 0/10001A on:"
            + " local SHA-256 \(digest(segment.contents)) of system 7312345678901234567,"
            + " archived SHA-256 \(digest(other.contents)) of system 6912345678901234567"
            + Self.hint
        #expect(failure.description == expected)
    }

    @Test func `tells the first byte of a history file that differs`() throws {
        let name = WALFileName.named("00000003.history")
        let local = TimelineHistory.text((1, "0/200000"), (2, "0/300000"))
        let archived = TimelineHistory.text((1, "0/200000"))
        let store = try archive(archived, as: name)
        let failure = try #require(PushCall(store).failure(name, local))
        let expected =
            try "the archive holds other contents under this name,"
            + " from byte \(archived.count) on: local SHA-256 \(digest(local)),"
            + " archived SHA-256 \(digest(archived))\(Self.hint)"
        #expect(failure.description == expected)
    }

    @Test(arguments: [
        ("00000002.history", "1\t0/200000\n", "1\t0/200001\n"),
        (
            "000000010000000000000001.00000028.backup",
            "START WAL LOCATION: 0/100028 (file 000000010000000000000001)\nLABEL: a\n",
            "START WAL LOCATION: 0/100028 (file 000000010000000000000001)\nLABEL: b\n"
        ),
    ])
    func `never replaces a small file`(name: String, archived: String, local: String) throws {
        let store = try archive(Array(archived.utf8), as: .named(name))
        let before = store.snapshot
        guard case .conflict? = PushCall(store).failure(.named(name), Array(local.utf8)) else {
            Issue.record("it was not refused as a conflict")
            return
        }
        #expect(store.snapshot == before)
    }

    @Test func `does not try a conflict again`() throws {
        let store = try archive(WALFixture(seed: 2).contents, as: segment.file)
        let call = PushCall(store)
        #expect(call.failure(segment.file, segment.contents) != nil)
        #expect(call.clock.waits == [])
    }

    @Test func `keeps a partial whose name is taken under its digest`() throws {
        let name = WALFileName.partial(segment.segment)
        let store = try archive(WALFixture(seed: 2).contents, as: name)
        let old = store[name]
        let kept = try segment.name + ".partial." + digest(segment.contents).prefix(16)
        for _ in 0..<2 {
            let outcome = try PushCall(store).run(name, segment.contents)
            #expect(outcome.way == ArchivedFileName(kept).map { .keptPartial($0) })
            #expect(try outcome.identity == Archived.identity(segment.contents))
        }
        #expect(store[name] == old)
        #expect(try store.names() == [name.description, kept])
        let archived = try #require(ArchivedFileName(kept))
        let verification = Verifier(store: store, checksWAL: true, system: .sample)
            .verify(archived)
        #expect(verification.description.hasPrefix("\(kept): sound, zstd, 1048576 bytes"))
    }

    @Test func `refuses a kept partial whose two names hold something else`() throws {
        let name = WALFileName.partial(segment.segment)
        let store = try archive(WALFixture(seed: 2).contents, as: name)
        for infix in ["", ".conflict"] {
            let prefix = try digest(segment.contents).prefix(16)
            let kept = segment.name + ".partial" + infix + "." + prefix
            store[ObjectKey(try #require(ArchivedFileName(kept)))] =
                try Archived.zstd(WALFixture(seed: 3).contents)
        }
        guard case .conflict? = PushCall(store).failure(name, segment.contents) else {
            Issue.record("it was not refused as a conflict")
            return
        }
    }
}
