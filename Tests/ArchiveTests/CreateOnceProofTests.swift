import Archive
import Codec
import TestStores
import TestSupport
import Testing
import WAL

/// A store that replaces loses WAL when two servers archive there: it is found out and refused.
@Suite struct CreateOnceProofTests {
    private let segment = WALFixture()
    private let replaces = StoreError(
        .permanent,
        "\"memory:archive\" does not refuse to replace an object",
        hint: "Set create_once = 'test-then-put' if nobody else ever archives here:"
            + " two writers at the same moment may then both win, and one file is lost."
    )

    @Test func `refuses a store that replaces what is there`() throws {
        let store = MemoryStore(replaces: true)
        #expect(PushCall(store).failure(segment.file, segment.contents) == .store(replaces))
        #expect(try store.names() == [])
    }

    @Test func `refuses it again and again`() throws {
        let store = MemoryStore(replaces: true)
        for _ in 0..<3 {
            #expect(PushCall(store).failure(segment.file, segment.contents) == .store(replaces))
        }
        #expect(try store.names() == [])
    }

    @Test func `refuses it though a marker is there that it did not write`() throws {
        let store = MemoryStore(replaces: true)
        store[.marker] = Archived.marker().bytes
        #expect(PushCall(store).failure(segment.file, segment.contents) == .store(replaces))
        #expect(store[.marker] == Archived.marker().bytes)
    }

    @Test func `refuses it though the answer to the proof was lost`() throws {
        let store = UnreliableStore(
            MemoryStore(replaces: true),
            .init(.publish, 1...1, .losesAnswer(StoreError(.transient, "lost")))
        )
        #expect(PushCall(store).failure(segment.file, segment.contents) == .store(replaces))
    }

    /// A fetch finds whose archive it is, and nothing of what the store does with a second object.
    @Test func `proves it though a fetch remembers the archive, and then never again`() throws {
        let memory = RecordingMemory()
        let store = try MemoryStore.archive(segment)
        var fetch = FetchCall(store)
        fetch.memory = memory
        #expect(try fetch.delivered(segment.file) == segment.contents)
        #expect(memory.records.values.map(\.createsOnce) == [false])
        for expected in [1, 0] {
            let counting = UnreliableStore(AdaptedStore(store))
            var push = PushCall(counting)
            push.memory = memory
            #expect(try push.run(segment.file, segment.contents).way == .alreadyArchived)
            #expect(counting.counts[.publish] == 1 + expected)
        }
        #expect(memory.records.values.map(\.createsOnce) == [true])
    }

    /// Two first pushes at once: both look, neither sees a marker, one writes it first.
    @Test(arguments: [SystemIdentifier.sample, .other])
    func `yields to a first push that was faster`(theirs: SystemIdentifier) throws {
        let memory = MemoryStore()
        let winner = Archived.marker(theirs)
        let store = AdaptedStore(memory, beforeFirstStage: { memory[.marker] = winner.bytes })
        var call = PushCall(store)
        let recording = RecordingMemory()
        call.memory = recording
        let failure = call.failure(segment.file, segment.contents)
        #expect(memory[.marker] == winner.bytes)
        if theirs == .sample {
            #expect(failure == nil)
            #expect(recording.records == [store.url: RecordingMemory.ofPush(winner, store.url)])
        } else {
            #expect(
                failure == .otherCluster(archive: store.url, found: .other, expected: .sample)
            )
            #expect(try memory.names() == [])
        }
    }
}
