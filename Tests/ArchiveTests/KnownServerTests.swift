import Archive
import Codec
import TestStores
import TestSupport
import Testing
import WAL

/// An archive on a server, which cannot be unmounted: what was found of it once is not asked again.
@Suite struct KnownServerTests {
    private let segment = WALFixture()

    /// A store as S3 is one.
    private func serverStore(
        _ store: MemoryStore = MemoryStore(),
        givesUp: Bool = false
    ) -> AdaptedStore {
        AdaptedStore(store, givesUpCreateOnce: givesUp, mayBeUnmounted: false)
    }

    private func push(
        to store: any Store,
        _ memory: any ArchiveMemory,
        _ file: WALFixture
    ) throws -> [UnreliableStore.Call: Int] {
        let counting = UnreliableStore(store)
        var call = PushCall(counting)
        call.memory = memory
        try call.run(file.file, file.contents)
        return counting.counts
    }

    @Test func `is asked for nothing by a push but the file's creation`() throws {
        let server = serverStore()
        let memory = RecordingMemory()
        let first = try push(to: server, memory, segment)
        #expect(first[.read] == 1)
        #expect(first[.publish] == 3)
        let next = try push(to: server, memory, .numbered(2))
        #expect(next[.read] == nil)
        #expect(next[.list] == nil)
        #expect(next[.publish] == 1)
    }

    @Test func `is asked again for a proof that was given up before`() throws {
        let memory = RecordingMemory()
        let memoryStore = MemoryStore()
        _ = try push(to: serverStore(memoryStore, givesUp: true), memory, segment)
        let careless = try push(
            to: serverStore(memoryStore, givesUp: true),
            memory,
            .numbered(2)
        )
        #expect(careless[.publish] == 1)
        #expect(memory.records.values.map(\.createsOnce) == [false])
        let careful = try push(to: serverStore(memoryStore), memory, .numbered(3))
        #expect(careful[.read] == 1)
        #expect(careful[.publish] == 2)
        #expect(memory.records.values.map(\.createsOnce) == [true])
    }

    @Test func `is refused when it replaces, whatever was given up before`() throws {
        let memory = RecordingMemory()
        let replacing = MemoryStore(replaces: true)
        _ = try push(to: serverStore(replacing, givesUp: true), memory, segment)
        #expect(throws: PushError.self) {
            try push(to: serverStore(replacing), memory, .numbered(2))
        }
    }

    @Test func `of another cluster is not known`() throws {
        let server = serverStore()
        let memory = RecordingMemory()
        _ = try push(to: server, memory, segment)
        var call = PushCall(server)
        call.memory = memory
        call.system = .other
        let file = WALFixture.ofOtherCluster(number: 2)
        #expect(
            call.failure(file.file, file.contents)
                == .otherCluster(archive: server.url, found: .sample, expected: .other)
        )
    }

    @Test func `is asked once for what is absent`() throws {
        let server = serverStore()
        _ = try push(to: server, NoMemory(), segment)
        let memory = RecordingMemory()
        for questions in [2, 1] {
            let counting = UnreliableStore(server)
            var call = FetchCall(counting)
            call.memory = memory
            call.looksForGap = false
            #expect(try call.run(WALFixture.numbered(9).file) == .absent)
            #expect(counting.counts[.read] == questions)
            #expect(counting.counts[.list] == nil)
        }
    }

    @Test func `is looked at again after ten minutes, by one request`() throws {
        let server = serverStore()
        let memory = RecordingMemory()
        _ = try push(to: server, memory, segment)
        memory.age()
        let next = try push(to: server, memory, .numbered(2))
        #expect([next[.read], next[.list], next[.publish]] == [1, nil, 1])
        let third = try push(to: server, memory, .numbered(3))
        #expect([third[.read], third[.list], third[.publish]] == [nil, nil, 1])
    }

    @Test func `that was wiped is refused then, by pushes and fetches`() throws {
        let memoryStore = MemoryStore()
        let server = serverStore(memoryStore)
        let memory = RecordingMemory()
        _ = try push(to: server, memory, segment)
        memoryStore.empty()
        memory.age()
        let expected =
            "\"memory:archive\" is empty, but held this cluster's WAL before HINT: Does the setting"
            + " archive name the right bucket and prefix? If it was emptied on purpose, remove the"
            + " spool."
        // As long as it is: nothing of it is taken for an answer.
        for number in 2...3 as ClosedRange<UInt64> {
            var call = PushCall(server)
            call.memory = memory
            let file = WALFixture.numbered(number)
            #expect(call.failure(file.file, file.contents)?.description == expected)
            var fetch = FetchCall(server)
            fetch.memory = memory
            let error = #expect(throws: FetchError.self) { try fetch.run(file.file) }
            #expect(error?.description == expected)
        }
        #expect(memoryStore.count == 0)
    }

    @Test func `that became another cluster's is refused then, by pushes and fetches`() throws {
        let memoryStore = MemoryStore()
        let server = serverStore(memoryStore)
        let memory = RecordingMemory()
        _ = try push(to: server, memory, segment)
        memoryStore[.marker] = Archived.marker(.other).bytes
        memory.age()
        var call = PushCall(server)
        call.memory = memory
        let file = WALFixture.numbered(2)
        #expect(
            call.failure(file.file, file.contents)
                == .otherCluster(archive: server.url, found: .other, expected: .sample)
        )
        var fetch = FetchCall(server)
        fetch.memory = memory
        #expect(throws: FetchError.self) { try fetch.run(file.file) }
    }

    @Test func `that was replaced must prove itself anew then`() throws {
        let memory = RecordingMemory()
        let memoryStore = MemoryStore()
        let server = serverStore(memoryStore)
        _ = try push(to: server, memory, segment)
        var random = SplitMix64(state: 7)
        let other = ClusterMarker(system: .sample, random: &random)
        memoryStore[.marker] = other.bytes
        memory.age()
        let next = try push(to: server, memory, .numbered(2))
        #expect([next[.read], next[.list], next[.publish]] == [1, nil, 2])
        #expect(memory.records == [server.url: RecordingMemory.ofPush(other, server.url)])
    }

    @Test func `is asked for its marker by an absence after ten minutes`() throws {
        let server = serverStore()
        let memory = RecordingMemory()
        _ = try push(to: server, memory, segment)
        memory.age()
        for questions in [2, 1] {
            let counting = UnreliableStore(server)
            var call = FetchCall(counting)
            call.memory = memory
            call.looksForGap = false
            #expect(try call.run(WALFixture.numbered(9).file) == .absent)
            #expect([counting.counts[.read], counting.counts[.list]] == [questions, nil])
        }
    }

    /// Its marker may be another cluster's though this segment is still there.
    @Test func `is not known anew by a segment that it delivers`() throws {
        let server = serverStore()
        let memory = RecordingMemory()
        _ = try push(to: server, memory, segment)
        memory.age()
        var call = FetchCall(server)
        call.memory = memory
        #expect(try call.delivered(segment.file) == segment.contents)
        #expect(memory.records.values.map(\.isRecent) == [false])
    }

    /// A mistyped prefix is no archive of anybody's, however often it is asked.
    @Test func `is never known by an absence`() {
        let memory = RecordingMemory()
        for _ in 0..<2 {
            var call = FetchCall(serverStore())
            call.memory = memory
            #expect(throws: FetchError.self) { try call.run(segment.file) }
        }
        #expect(memory.records.isEmpty)
    }
}
