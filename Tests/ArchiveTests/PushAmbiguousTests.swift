import Archive
import Codec
import TestStores
import TestSupport
import Testing
import WAL

/// WAL of an encrypting fork that happens to begin like a compressed file.
@Suite struct PushAmbiguousTests {
    private let segment = WALFixture()

    @Test(arguments: [
        [0x28, 0xB5, 0x2F, 0xFD], [0x57, 0x2A, 0x4D, 0x18], [0x1F, 0x8B], [0x04, 0x22, 0x4D, 0x18],
        [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], Array("BZh".utf8),
        Array("age-encryption.org/v1".utf8),
    ])
    func `is compressed whatever the settings say, and comes back`(magic: [UInt8]) throws {
        let store = try MemoryStore.archive()
        let contents = magic + segment.contents.dropFirst(magic.count)
        var push = PushCall(store)
        push.checksWAL = false
        push.compressionLevel = nil
        #expect(try push.run(segment.file, contents).way == .archived)
        #expect(try push.run(segment.file, contents).way == .alreadyArchived)
        let stored = try #require(store[segment.file])
        #expect(stored != contents)
        #expect(StoredForm(firstBytes: stored) == .zstd)
        #expect(store.recordedDigest(of: ObjectKey(segment.file)) == nil)
        var fetch = FetchCall(store)
        fetch.checksWAL = false
        #expect(try fetch.delivered(segment.file) == contents)
    }

    @Test func `stays plain where it begins like nothing known, however short`() throws {
        let store = try MemoryStore.archive()
        var push = PushCall(store)
        push.checksWAL = false
        push.compressionLevel = nil
        for (number, contents) in [segment.contents, [0x28, 0xB5], []].enumerated() {
            let name = WALFixture.numbered(UInt64(number + 1)).file
            #expect(try push.run(name, contents).way == .archived)
            #expect(store[name] == contents)
        }
    }
}
