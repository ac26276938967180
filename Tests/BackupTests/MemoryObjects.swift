import Archive
import Codec
import Synchronization

/// Objects in a dictionary; fails from some operation on, as a process that is killed there.
final class MemoryObjects: ObjectStore, Sendable {
    struct State {
        var objects: [ObjectName: [UInt8]] = [:]
        var operationsLeft: Int?
        var transientFailures = 0
        var locked: Set<ObjectName> = []
        /// What somebody else removes when an object is created.
        var removedBy: [ObjectName: ObjectName] = [:]
        /// What somebody else stores once an object is removed.
        var addedAfterRemoval: [ObjectName: (name: ObjectName, bytes: [UInt8])] = [:]
        /// Why some cannot be read.
        var failures: [ObjectName: StoreError] = [:]
        /// Seconds since 1970 of all objects.
        var modified: Int64 = 0
        /// What its clock is ahead of this machine's.
        var clockLead: Int64?
    }

    let url = "memory:objects"
    let state = Mutex(State())

    static let killed = StoreError(.permanent, "killed")

    var names: Set<String> { state.withLock { Set($0.objects.keys.map(\.description)) } }

    func step() throws(StoreError) {
        let failure: StoreError? = state.withLock { state in
            if state.transientFailures > 0 {
                state.transientFailures -= 1
                return StoreError(.transient, "busy")
            }
            guard let left = state.operationsLeft else { return nil }
            state.operationsLeft = left - 1
            return left <= 0 ? Self.killed : nil
        }
        if let failure { throw failure }
    }

    func stage(_ name: ObjectName) throws(StoreError) -> any StagedObject {
        try step()
        return StagedMemory(name, self)
    }

    func read(_ name: ObjectName, receive: (RawSpan) -> Bool) throws(StoreError) -> Bool {
        try step()
        if let failure = state.withLock({ $0.failures[name] }) { throw failure }
        guard let bytes = state.withLock({ $0.objects[name] }) else { return false }
        _ = receive(bytes.span.bytes)
        return true
    }

    func list(prefix: String, visit: (ObjectEntry) -> Bool) throws(StoreError) {
        try step()
        let (objects, modified) = state.withLock { ($0.objects, $0.modified) }
        for (name, bytes) in objects where name.description.hasPrefix(prefix) {
            let entry = ObjectEntry(
                name: name,
                storedBytes: UInt64(bytes.count),
                modified: modified
            )
            guard visit(entry) else { return }
        }
    }

    func clockLead() throws(StoreError) -> Int64? {
        try step()
        return state.withLock { $0.clockLead }
    }

    /// One object a step: a batch may be cut off anywhere.
    func remove(_ names: [ObjectName]) throws(StoreError) -> RemovalOutcome {
        var retained: [RetainedObject] = []
        for name in names {
            try step()
            if state.withLock({ $0.locked.contains(name) }) {
                retained.append(RetainedObject(name: name, reason: "locked"))
            } else {
                state.withLock { state in
                    state.objects[name] = nil
                    if let added = state.addedAfterRemoval[name] {
                        state.objects[added.name] = added.bytes
                    }
                }
            }
        }
        return RemovalOutcome(retained: retained)
    }
}

private final class StagedMemory: StagedObject {
    private let name: ObjectName
    private let store: MemoryObjects
    private var bytes: [UInt8] = []

    init(_ name: ObjectName, _ store: MemoryObjects) {
        self.name = name
        self.store = store
    }

    func write(_ bytes: RawSpan) throws(StoreError) {
        bytes.withUnsafeBytes { self.bytes += $0 }
    }

    func publish(identity: FileIdentity?, form: StoredForm) throws(StoreError) -> CreateOutcome {
        try store.step()
        return store.state.withLock { state in
            guard state.objects[name] == nil else { return .keyTaken }
            state.objects[name] = bytes
            if let other = state.removedBy[name] { state.objects[other] = nil }
            return .created
        }
    }
}
