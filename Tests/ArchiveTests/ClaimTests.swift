import Archive
import TestStores
import TestSupport
import Testing
import WAL

/// Whose archive it is, made sure of before anything is stored.
@Suite struct ClaimTests {
    private let segment = WALFixture()
    private let history = WALFileName.named("00000002.history")
    private let historyText = TimelineHistory.text((1, "0/100000"))

    @Test func `writes the marker with the first file`() throws {
        let store = MemoryStore()
        let memory = RecordingMemory()
        var call = PushCall(store)
        call.memory = memory
        try call.run(segment.file, segment.contents)
        let marker = try #require(store[.marker].flatMap { ClusterMarker($0) })
        #expect(marker.system == .sample)
        #expect(memory.records == [store.url: RecordingMemory.ofPush(marker, store.url)])
        try call.run(history, historyText)
        #expect(store[.marker] == marker.bytes)
    }

    @Test func `writes the marker where segments prove the archive ours`() throws {
        let store = MemoryStore()
        store[segment.file] = segment.contents
        try PushCall(store).run(history, historyText)
        #expect(store[.marker].flatMap { ClusterMarker($0) }?.system == .sample)
    }

    @Test func `takes the marker that is there`() throws {
        let store = try MemoryStore.archive()
        let memory = RecordingMemory()
        var call = PushCall(store)
        call.memory = memory
        try call.run(segment.file, segment.contents)
        #expect(store[.marker] == Archived.marker().bytes)
        #expect(memory.records.values.map(\.archiveID) == [Archived.marker().archiveID])
    }

    @Test(arguments: [true, false])
    func `refuses the archive of another cluster`(hasMarker: Bool) throws {
        let store = MemoryStore()
        if hasMarker {
            store[.marker] = Archived.marker(.other).bytes
        } else {
            let other = WALFixture.ofOtherCluster(number: 9)
            store[other.file] = try Archived.zstd(other.contents)
        }
        let before = store.snapshot
        let failure = try #require(PushCall(store).failure(segment.file, segment.contents))
        #expect(
            failure.description
                == "\"memory:archive\" is the archive of another cluster: its system identifier"
                + " is 6912345678901234567, this server's 7312345678901234567 HINT: Give each"
                + " cluster an archive of its own, also after initdb and pg_upgrade."
        )
        #expect(store.snapshot == before)
    }

    @Test func `refuses an archive whose WAL does not say whose it is`() throws {
        let store = MemoryStore()
        store[history] = try Archived.zstd(historyText)
        store[segment.file] = Array("no segment".utf8)
        let failure = try #require(
            PushCall(store).failure(WALFixture.numbered(2).file, WALFixture.numbered(2).contents)
        )
        #expect(
            failure.description == "\"memory:archive\" holds WAL that does not say whose it is"
                + " HINT: Use an empty directory or prefix."
        )
        #expect(store.count == 2)
    }

    @Test func `refuses an empty archive that was proven before`() throws {
        let store = MemoryStore()
        var call = PushCall(store)
        call.memory = RecordingMemory()
        try call.run(segment.file, segment.contents)
        store.empty()
        let failure = try #require(call.failure(segment.file, segment.contents))
        #expect(
            failure.description == "\"memory:archive\" is empty, but held this cluster's WAL before"
                + " HINT: Is it mounted? If it was emptied on purpose, remove the spool."
        )
        #expect(store.count == 0)
    }

    @Test(arguments: [[UInt8]("wal-archive 1\n".utf8), [], Array("wal-archive 2\n\n\n\n".utf8)])
    func `takes a damaged marker for no answer`(marker: [UInt8]) throws {
        let store = try MemoryStore.archive(segment)
        store[.marker] = marker
        let failure = try #require(PushCall(store).failure(segment.file, segment.contents))
        #expect(
            failure.description == "\"memory:archive/wal-archive.cluster\" is damaged HINT: Compare"
                + " it with its description in the README; if it cannot be repaired, move it"
                + " away: the next push writes a new one where the archive's segments prove"
                + " whose they are."
        )
    }

    @Test func `tells that something else stands in the marker's place`() throws {
        let store = MemoryStore()
        store.obstruct(.marker)
        let reason = "\"memory:archive/wal-archive.cluster\" is no regular file"
        #expect(throws: PushError.store(StoreError(.permanent, reason))) {
            try PushCall(store).run(segment.file, segment.contents)
        }
    }

    @Test func `learns the cluster from a segment where there is no data directory`() throws {
        let store = MemoryStore()
        var call = PushCall(store)
        call.system = nil
        try call.run(segment.file, segment.contents)
        #expect(store[.marker].flatMap { ClusterMarker($0) }?.system == .sample)
        try call.run(history, historyText)
        let other = WALFixture.ofOtherCluster(number: 2)
        #expect(
            call.failure(other.file, other.contents)
                == .otherCluster(archive: store.url, found: .sample, expected: .other)
        )
    }

    @Test(arguments: [true, false])
    func `needs a marker where nothing tells the cluster`(hasSegments: Bool) throws {
        let store = MemoryStore()
        if hasSegments { store[segment.file] = segment.contents }
        var call = PushCall(store)
        call.system = nil
        let failure = try #require(call.failure(history, historyText))
        #expect(
            failure.description == "nothing tells which cluster it belongs to: there is no data"
                + " directory, and \"memory:archive\" has no wal-archive.cluster HINT: Run it in"
                + " the data directory, or archive a segment first."
        )
        #expect(store[history] == nil)
    }
}
