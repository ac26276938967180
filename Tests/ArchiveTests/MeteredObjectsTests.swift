import Archive
import Codec
import Synchronization
import Testing

/// Operations on objects are metered one by one.
@Suite struct MeteredObjectsTests {
    /// Writes down what it is told, and what the store and its caller do meanwhile.
    private final class Events: TransferMeter, Sendable {
        private let told = Mutex<[String]>([])

        func add(_ event: String) { told.withLock { $0.append(event) } }
        func begin() { add("begin") }
        func passed(_ count: Int) { add("passed \(count)") }
        func sync() { add("sync") }
        func end() { add("end") }

        func take() -> [String] {
            told.withLock { told in
                defer { told = [] }
                return told
            }
        }
    }

    /// A store and its object that do nothing.
    private final class Store: ObjectStore, StagedObject {
        let url = "memory:"
        let events: Events

        init(_ events: Events) { self.events = events }

        func stage(_ name: ObjectName) throws(StoreError) -> any StagedObject {
            events.add("stage")
            return self
        }

        func read(_ name: ObjectName, receive: (RawSpan) -> Bool) throws(StoreError) -> Bool {
            let bytes: [UInt8] = [1, 2]
            return receive(bytes.span.bytes)
        }

        func list(prefix: String, visit: (ObjectEntry) -> Bool) throws(StoreError) {
            guard let name = ObjectName("a") else { return }
            _ = visit(ObjectEntry(name: name, storedBytes: 1, modified: 0))
        }

        func remove(_ names: [ObjectName]) throws(StoreError) -> RemovalOutcome {
            events.add("remove")
            throw StoreError(.permanent, "no")
        }

        func write(_ bytes: RawSpan) throws(StoreError) { events.add("write") }

        func publish(identity: FileIdentity?, form: StoredForm) throws(StoreError) -> CreateOutcome
        {
            events.add("publish")
            return .created
        }
    }

    @Test func `between them nothing is under way`() throws {
        let events = Events()
        let store = MeteredObjects(Store(events), meter: events)
        let name = try #require(ObjectName("a"))
        let staged = try store.stage(name)
        #expect(events.take() == ["sync", "stage", "end"])
        try staged.write([UInt8]().span.bytes)
        #expect(events.take() == ["begin", "write", "end"])
        _ = try staged.publish(identity: nil, form: .plain)
        #expect(events.take() == ["sync", "publish", "end"])
        // What is done with the bytes is not the store's time.
        _ = try store.read(name) { _ in
            events.add("received")
            return true
        }
        #expect(events.take() == ["begin", "end", "received", "begin", "end"])
        try store.list(prefix: "") { _ in true }
        #expect(events.take() == ["begin", "passed 1", "end"])
        #expect(throws: StoreError.self) { try store.remove([name]) }
        #expect(events.take() == ["sync", "remove", "end"])
    }
}
