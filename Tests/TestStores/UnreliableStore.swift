import Archive
import Codec

/// A store whose calls fail as planned, and are passed on to another one otherwise.
package final class UnreliableStore: Store {
    /// A call of a store or of an object being written.
    package enum Call: Hashable, Sendable, CaseIterable {
        case stage, write, publish, read, list, confirm
    }

    /// What happens to a call.
    package enum Effect: Sendable {
        /// It does nothing and fails.
        case fails(StoreError)
        /// It does all, then fails: the answer was lost.
        case losesAnswer(StoreError)
        /// It passes on other bytes, of as many as there are.
        case damages(@Sendable (inout [UInt8]) -> Void)
    }

    /// What happens to which calls.
    package struct Fault: Sendable {
        let call: Call
        let numbers: ClosedRange<Int>
        let effect: Effect

        /// Plans a fault.
        ///
        /// - Parameters:
        ///   - call: the kind of call.
        ///   - numbers: which ones of that kind, counted from one.
        ///   - effect: what happens to them.
        package init(_ call: Call, _ numbers: ClosedRange<Int>, _ effect: Effect) {
            self.call = call
            self.numbers = numbers
            self.effect = effect
        }
    }

    private let store: any Store
    private let faults: [Fault]
    /// How often each kind was called.
    package private(set) var counts: [Call: Int] = [:]

    package var url: String { store.url }
    package var guaranteesCreateOnce: Bool { store.guaranteesCreateOnce }
    package var givesUpCreateOnce: Bool { store.givesUpCreateOnce }
    package var mayBeUnmounted: Bool { store.mayBeUnmounted }
    package var listsInOrder: Bool { store.listsInOrder }

    package init(_ store: any Store, _ faults: Fault...) {
        self.store = store
        self.faults = faults
    }

    package func stage(_ key: ObjectKey) throws(StoreError) -> any StagedObject {
        let object = try performing(.stage) { () throws(StoreError) in try store.stage(key) }
        return UnreliableObject(object, of: self)
    }

    package func read(
        _ key: ObjectKey,
        receive: (RawSpan) -> Bool
    ) throws(StoreError) -> StoredObject? {
        try performing(.read) { (effect) throws(StoreError) in
            guard case .damages(let change)? = effect else {
                return try store.read(key, receive: receive)
            }
            var bytes: [UInt8] = []
            let object = try store.read(key) { piece in
                piece.withUnsafeBytes { bytes += $0 }
                return true
            }
            change(&bytes)
            if object != nil { _ = receive(bytes.span.bytes) }
            return object
        }
    }

    package func list(
        prefix: String,
        after: ObjectKey?,
        visit: (ObjectKey) -> Bool
    ) throws(StoreError) {
        try performing(.list) { () throws(StoreError) in
            try store.list(prefix: prefix, after: after, visit: visit)
        }
    }

    package func confirm(
        _ key: ObjectKey,
        identity: FileIdentity,
        form: StoredForm
    ) throws(StoreError) {
        try performing(.confirm) { () throws(StoreError) in
            try store.confirm(key, identity: identity, form: form)
        }
    }

    fileprivate func performing<Result>(
        _ call: Call,
        _ perform: () throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        try performing(call) { (_) throws(StoreError) in try perform() }
    }

    fileprivate func performing<Result>(
        _ call: Call,
        _ perform: (Effect?) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        let number = (counts[call] ?? 0) + 1
        counts[call] = number
        let effect = faults.first { $0.call == call && $0.numbers.contains(number) }?.effect
        if case .fails(let error)? = effect { throw error }
        let result = try perform(effect)
        if case .losesAnswer(let error)? = effect { throw error }
        return result
    }
}

/// An object of an `UnreliableStore` being written.
private final class UnreliableObject: StagedObject {
    private let object: any StagedObject
    private let store: UnreliableStore

    init(_ object: any StagedObject, of store: UnreliableStore) {
        self.object = object
        self.store = store
    }

    func write(_ bytes: RawSpan) throws(StoreError) {
        try store.performing(.write) { (effect) throws(StoreError) in
            guard case .damages(let change)? = effect else { return try object.write(bytes) }
            var changed = bytes.withUnsafeBytes { Array($0) }
            change(&changed)
            try object.write(changed.span.bytes)
        }
    }

    func publish(
        identity: FileIdentity?,
        form: StoredForm
    ) throws(StoreError) -> CreateOutcome {
        try store.performing(.publish) { () throws(StoreError) in
            try object.publish(identity: identity, form: form)
        }
    }
}
