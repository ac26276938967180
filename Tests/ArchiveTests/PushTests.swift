import Archive
import Codec
import TestStores
import TestSupport
import Testing
import WAL

/// Files that come into the archive, or are there.
@Suite struct PushTests {
    private let segment = WALFixture()
    private let store = MemoryStore()

    @Test(arguments: [1, -7, 19, nil])
    func `archives a segment that can be fetched again`(level: Int?) throws {
        var call = PushCall(store)
        call.compressionLevel = level
        let outcome = try call.run(segment.file, segment.contents)
        #expect(outcome.way == .archived)
        #expect(try outcome.identity == Archived.identity(segment.contents))
        #expect(outcome.warnings == [])
        #expect(try FetchCall(store).delivered(segment.file) == segment.contents)
    }

    @Test(arguments: ["00000002.history", "000000010000000000000001.00000028.backup"])
    func `archives the small files`(name: String) throws {
        let text =
            name.hasSuffix("history")
            ? TimelineHistory.text((1, "0/16B3F80"))
            : Array("START WAL LOCATION: 0/100028 (file 000000010000000000000001)\n".utf8)
        #expect(try PushCall(store).run(.named(name), text).way == .archived)
        #expect(try FetchCall(store).delivered(.named(name)) == text)
    }

    @Test func `stores the very bytes where compression is off, with their digest`() throws {
        var call = PushCall(store)
        call.compressionLevel = nil
        let outcome = try call.run(segment.file, segment.contents)
        #expect(store[segment.file] == segment.contents)
        let recorded = store.recordedDigest(of: ObjectKey(segment.file))
        #expect(recorded == outcome.identity.digest)
    }

    @Test func `uses one key whatever the form`() throws {
        var plain = PushCall(store)
        plain.compressionLevel = nil
        #expect(try plain.run(segment.file, segment.contents).way == .archived)
        #expect(try PushCall(store).run(segment.file, segment.contents).way == .alreadyArchived)
        #expect(try store.names() == [segment.name])
    }

    @Test func `takes identical contents that are there for success`() throws {
        let call = PushCall(store)
        try call.run(segment.file, segment.contents)
        let before = store.snapshot
        let again = try call.run(segment.file, segment.contents)
        #expect(again.way == .alreadyArchived)
        #expect(try again.identity == Archived.identity(segment.contents))
        #expect(store.snapshot == before)
    }

    @Test func `records the digest of a plain object that lacks it`() throws {
        store[.marker] = Archived.marker().bytes
        store[segment.file] = segment.contents
        let outcome = try PushCall(store).run(segment.file, segment.contents)
        #expect(outcome.way == .alreadyArchived)
        let recorded = store.recordedDigest(of: ObjectKey(segment.file))
        #expect(recorded == outcome.identity.digest)
    }

    @Test func `reads all of a local file in pieces`() throws {
        var large = WALFixture()
        large.size = 4 << 20
        let source = MemorySource(large.contents)
        #expect(try PushCall(store).run(large.file, source: source).way == .archived)
        #expect(source.reads > 4)
        #expect(try FetchCall(store).delivered(large.file) == large.contents)
    }

    @Test func `warns of pages that a newer PostgreSQL wrote`() throws {
        var newer = segment
        newer.magic = 0xD119
        let outcome = try PushCall(store).run(newer.file, newer.contents)
        #expect(
            outcome.warnings
                == ["page magic D119 is of a PostgreSQL newer than this program knows"]
        )
    }

    @Test func `archives what is no WAL of PostgreSQL's where nobody checks it`() throws {
        var call = PushCall(store)
        call.checksWAL = false
        let bytes = Array("encrypted by a fork".utf8)
        #expect(try call.run(segment.file, bytes).way == .archived)
        #expect(try call.run(segment.file, bytes).way == .alreadyArchived)
    }
}
