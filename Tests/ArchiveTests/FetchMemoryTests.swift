import Archive
import TestStores
import TestSupport
import Testing
import WAL

/// A segment of this cluster, once delivered, proves whose archive it came from.
@Suite struct FetchMemoryTests {
    private let absent = WALFixture.numbered(9).file
    private let segment = WALFixture()

    private func call(_ store: MemoryStore, _ memory: any ArchiveMemory) -> FetchCall {
        var call = FetchCall(store)
        call.memory = memory
        return call
    }

    /// An archive that `cp` made, from which a segment was delivered.
    private func proven() throws -> (MemoryStore, RecordingMemory) {
        let store = MemoryStore()
        store[segment.file] = segment.contents
        let memory = RecordingMemory()
        #expect(try call(store, memory).delivered(segment.file) == segment.contents)
        return (store, memory)
    }

    @Test func `is remembered once`() throws {
        let (store, memory) = try proven()
        let record = ArchiveRecord(
            archive: store.url,
            system: .sample,
            archiveID: nil,
            createsOnce: false
        )
        #expect(memory.records == [store.url: record])
        _ = try call(store, memory).delivered(segment.file)
        #expect(memory.writes == 1)
    }

    @Test func `proves what is absent where the WAL that is left does not say whose it is`() throws
    {
        let (store, memory) = try proven()
        store[segment.file] = nil
        store[.named("00000002.history")] = TimelineHistory.text((1, "0/100000"))
        #expect(try call(store, memory).run(absent) == .absent)
        #expect(throws: FetchError.self) { try call(store, NoMemory()).run(absent) }
    }

    @Test func `tells an archive that was emptied or is not mounted`() throws {
        let (store, memory) = try proven()
        store.empty()
        let error = #expect(throws: FetchError.self) { try call(store, memory).run(absent) }
        #expect(
            error?.description == "\"memory:archive\" is empty, but held this cluster's WAL before"
                + " HINT: Is it mounted? If it was emptied on purpose, remove the spool."
        )
    }

    @Test func `proves nothing against a marker or segments of another cluster`() throws {
        let (store, memory) = try proven()
        store[segment.file] = WALFixture.ofOtherCluster().contents
        #expect(throws: FetchError.self) { try call(store, memory).run(absent) }
        store[.marker] = Archived.marker(.other).bytes
        #expect(throws: FetchError.self) { try call(store, memory).run(absent) }
    }

    @Test func `is not remembered of small files, of other clusters, or by hand`() throws {
        let memory = RecordingMemory()
        let store = try MemoryStore.archive(segment)
        let history = WALFileName.named("00000002.history")
        store[history] = try Archived.zstd(TimelineHistory.text((1, "0/100000")))
        _ = try call(store, memory).run(history)
        var byHand = call(store, memory)
        byHand.system = nil
        _ = try byHand.run(segment.file)
        #expect(memory.records == [:])
        memory.remember(
            ArchiveRecord(
                archive: store.url,
                system: .other,
                archiveID: nil,
                createsOnce: false
            )
        )
        store.empty()
        let error = #expect(throws: FetchError.self) { try call(store, memory).run(absent) }
        #expect(error?.description.contains("holds no WAL at all") == true)
    }
}
