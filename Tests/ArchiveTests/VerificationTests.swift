import Archive
import Codec
import TestStores
import TestSupport
import Testing
import WAL

/// The one line that tells what an archived file is.
@Suite struct VerificationTests {
    private let segment = WALFixture()
    private let name = WALFixture().name

    private func line(
        _ store: any Store,
        _ name: String,
        system: SystemIdentifier? = .sample,
        checksWAL: Bool = true
    ) throws -> String {
        let file = try #require(ArchivedFileName(name))
        return Verifier(store: store, checksWAL: checksWAL, system: system).verify(file)
            .description
    }

    private func digest(_ bytes: [UInt8]) throws -> String {
        "SHA-256 \(try Archived.identity(bytes).digest)"
    }

    @Test func `tells all of a sound segment`() throws {
        let store = try MemoryStore.archive(segment)
        let stored = try #require(store[segment.file]?.count)
        let expected =
            try "\(name): sound, zstd, 1048576 bytes in \(stored),"
            + " \(digest(segment.contents)), timeline 1, system 7312345678901234567, PostgreSQL 15"
        #expect(try line(store, name) == expected)
        #expect(try line(store, name, system: nil) == expected)
    }

    @Test func `tells that no digest was archived`() throws {
        let store = try MemoryStore.archive()
        store[segment.file] = segment.contents
        let expected =
            try "\(name): sound, plain, 1048576 bytes in 1048576,"
            + " \(digest(segment.contents)) (none was archived), timeline 1,"
            + " system 7312345678901234567, PostgreSQL 15"
        #expect(try line(store, name) == expected)
    }

    @Test func `tells of a newer PostgreSQL`() throws {
        var newer = segment
        newer.magic = 0xD119
        #expect(
            try line(MemoryStore.archive(newer), name).hasSuffix(
                ", timeline 1, system 7312345678901234567,"
                    + " page magic D119 is of a PostgreSQL newer than this program knows"
            )
        )
    }

    @Test func `tells a small file's cluster by its frame`() throws {
        let text = TimelineHistory.text((1, "0/100000"))
        let store = try MemoryStore.archive()
        store[.named("00000002.history")] = try Archived.zstd(text)
        let line = try line(store, "00000002.history")
        #expect(line.hasPrefix("00000002.history: sound, zstd, \(text.count) bytes in "))
        #expect(line.hasSuffix(", \(try digest(text)), system 7312345678901234567"))
    }

    @Test(arguments: ["\(WALFixture().name).partial.", "\(WALFixture().name).conflict."])
    func `takes the names that only we create`(stem: String) throws {
        let store = try MemoryStore.archive()
        let kept = stem + "0123456789abcdef"
        store[ObjectKey(try #require(ArchivedFileName(kept)))] =
            try Archived.zstd(segment.contents)
        #expect(try line(store, kept).hasPrefix("\(kept): sound, zstd, 1048576 bytes in "))
        #expect(try line(store, stem + "ffffffffffffffff") == "\(stem)ffffffffffffffff: absent")
    }

    @Test func `tells absence, a gap, and that it cannot tell`() throws {
        let store = try MemoryStore.archive(.numbered(2))
        #expect(
            try line(store, name) == "\(name): gap: it is absent, but 000000010000000000000002"
                + " is there"
        )
        #expect(
            try line(store, "000000010000000000000003") == "000000010000000000000003: absent"
        )
        #expect(try line(store, "00000002.history") == "00000002.history: absent")
        let reason = "\"memory:archive\" holds no WAL at all, so it cannot be told that the file"
        #expect(
            try line(MemoryStore(), name) == "\(name): cannot tell: \(reason) is absent"
        )
        let failure = StoreError(.transient, "could not open \"/a\": x", hint: "Do it.")
        let broken = UnreliableStore(store, .init(.read, 1...9, .fails(failure)))
        #expect(
            try line(broken, name) == "\(name): cannot tell: could not open \"/a\": x HINT: Do it."
        )
    }

    @Test func `tells what is wrong`() throws {
        let store = try MemoryStore.archive(segment)
        store[segment.file] = try Archived.zstd(WALFixture.ofOtherCluster().contents)
        for system in [SystemIdentifier.sample, nil] {
            #expect(
                try line(store, name, system: system) == "\(name): damaged: it is of another"
                    + " cluster: its system identifier is 6912345678901234567 instead of"
                    + " 7312345678901234567"
            )
        }
        store[segment.file] = Array("garbage".utf8)
        #expect(try line(store, name) == "\(name): damaged: it has only 7 bytes")
        store.obstruct(ObjectKey(segment.file))
        #expect(
            try line(store, name) == "\(name): damaged: \"memory:archive/\(name)\" is no regular"
                + " file"
        )
    }

    @Test func `writes nothing`() throws {
        let store = try MemoryStore.archive(segment)
        store[segment.file] = segment.contents
        let before = store.snapshot
        _ = try line(store, name)
        #expect(store.snapshot == before)
        #expect(store.recordedDigest(of: ObjectKey(segment.file)) == nil)
    }
}
