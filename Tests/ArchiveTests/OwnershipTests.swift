import Archive
import TestStores
import TestSupport
import Testing
import WAL

/// Whose an archive is, as far as it can be proven.
@Suite struct OwnershipTests {
    private let ours = WALFixture()
    private let theirs = WALFixture.ofOtherCluster(number: 2)

    private func find(
        _ store: MemoryStore,
        of system: SystemIdentifier? = .sample
    ) throws -> Ownership.Finding {
        try Ownership(of: system).find(in: store)
    }

    @Test(arguments: [SystemIdentifier.sample, nil])
    func `is told by the marker`(system: SystemIdentifier?) throws {
        #expect(try find(.archive(), of: system) == .ours(Archived.marker()))
    }

    @Test func `is another cluster's by its marker, whatever lies beside it`() throws {
        let store = try MemoryStore.archive(ours)
        store[.marker] = Archived.marker(.other).bytes
        #expect(try find(store) == .others(.other))
        #expect(try find(store, of: nil) == .ours(Archived.marker(.other)))
    }

    @Test(arguments: [true, false])
    func `is told by segments where there is no marker`(isPlain: Bool) throws {
        let store = MemoryStore()
        store[theirs.file] = theirs.contents
        #expect(try find(store) == .others(.other))
        #expect(try find(store, of: nil) == .ours(nil))
        store[ours.file] = isPlain ? ours.contents : try Archived.zstd(ours.contents)
        #expect(try find(store) == .ours(nil))
    }

    @Test func `is nobody's where there is nothing`() throws {
        #expect(try find(MemoryStore()) == .empty)
    }

    @Test(arguments: [
        "00000002.history", "000000010000000000000001.partial",
        "000000010000000000000001.00000028.backup",
    ])
    func `is unknown where only other files are`(name: String) throws {
        let store = MemoryStore()
        store[.named(name)] = ours.contents
        #expect(try find(store) == .unknown)
        #expect(try find(store, of: nil) == .unknown)
    }

    @Test func `is not told by what is no segment`() throws {
        let store = MemoryStore()
        store[ours.file] = Array("hello".utf8)
        store[WALFixture.numbered(2).file] = [UInt8](repeating: 0, count: 1 << 20)
        store[WALFixture.numbered(3).file] = []
        store[WALFixture.numbered(4).file] = [0x28, 0xB5, 0x2F, 0xFD, 1, 2, 3]
        store.obstruct(ObjectKey(WALFixture.numbered(5).file))
        #expect(try find(store) == .unknown)
        store[WALFixture.numbered(6).file] = ours.contents
        #expect(try find(store) == .ours(nil))
    }

    @Test func `needs one listing and few segments`() throws {
        let memory = MemoryStore()
        for number in UInt64(1)...40 { memory[WALFixture.numbered(number).file] = [1] }
        let store = UnreliableStore(memory)
        #expect(try Ownership(of: .sample).find(in: store) == .unknown)
        #expect(store.counts == [.read: 17, .list: 1])
    }

    @Test func `is not guessed where a segment could not be read`() throws {
        let failure = StoreError(.permanent, "could not open \"/a\": Permission denied")
        let memory = MemoryStore()
        memory[ours.file] = ours.contents
        let store = UnreliableStore(memory, .init(.read, 2...2, .fails(failure)))
        #expect(throws: failure) { try Ownership(of: .sample).find(in: store) }
    }
}
