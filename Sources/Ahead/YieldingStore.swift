package import Archive
package import Codec

/// A store whose calls end when somebody else needs what they use, and whose objects are written in
/// turns: what is being compressed has one, what is being sent has none.
package final class YieldingStore: Store {
    private let store: any Store
    private let turns: Turns
    private let gate: PublishGate
    private let mayGoOn: @Sendable () -> Bool

    /// The other store's own.
    package var url: String { store.url }

    /// The other store's own.
    package var guaranteesCreateOnce: Bool { store.guaranteesCreateOnce }

    /// The other store's own.
    package var canonicalURL: String { store.canonicalURL }

    /// The other store's own.
    package var givesUpCreateOnce: Bool { store.givesUpCreateOnce }

    /// The other store's own.
    package var mayBeUnmounted: Bool { store.mayBeUnmounted }

    /// Makes a store that yields.
    ///
    /// - Parameters:
    ///   - turns: those of all threads.
    ///   - gate: what every object waits at before it is published.
    ///   - mayGoOn: asked before every step.
    package init(
        _ store: any Store,
        turns: Turns,
        gate: PublishGate,
        mayGoOn: @escaping @Sendable () -> Bool
    ) {
        self.store = store
        self.turns = turns
        self.gate = gate
        self.mayGoOn = mayGoOn
    }

    /// Begins an object whose writing yields too, once it is its turn.
    package func stage(_ key: ObjectKey) throws(StoreError) -> any StagedObject {
        guard turns.take(while: mayGoOn) else { throw .givenUp }
        do throws(StoreError) {
            return YieldingObject(try store.stage(key), of: self)
        } catch {
            turns.giveBack()
            throw error
        }
    }

    /// Reads an object as long as it may.
    package func read(
        _ key: ObjectKey,
        receive: (RawSpan) -> Bool
    ) throws(StoreError) -> StoredObject? {
        try check()
        var mayGoOn = true
        let object = try store.read(key) { bytes in
            mayGoOn = self.mayGoOn()
            return mayGoOn && receive(bytes)
        }
        guard mayGoOn else { throw .givenUp }
        return object
    }

    /// Visits keys.
    package func list(
        prefix: String,
        after: ObjectKey?,
        visit: (ObjectKey) -> Bool
    ) throws(StoreError) {
        try check()
        try store.list(prefix: prefix, after: after, visit: visit)
    }

    /// Visits objects.
    package func listObjects(
        prefix: String,
        after: ObjectKey?,
        visit: (ListedObject) -> Bool
    ) throws(StoreError) {
        try check()
        try store.listObjects(prefix: prefix, after: after, visit: visit)
    }

    /// Makes sure of an object.
    package func confirm(
        _ key: ObjectKey,
        identity: FileIdentity,
        form: StoredForm
    ) throws(StoreError) {
        try check()
        try store.confirm(key, identity: identity, form: form)
    }

    fileprivate func check() throws(StoreError) {
        guard mayGoOn() else { throw .givenUp }
    }

    fileprivate func passGate() throws(StoreError) {
        guard gate.pass(while: mayGoOn) else { throw .givenUp }
    }

    fileprivate func endTurn() {
        turns.giveBack()
    }
}

extension StoreError {
    /// Not the store's failure: nobody waits for this call, and somebody for another.
    package static var givenUp: StoreError {
        StoreError(.permanent, "given up in favour of the file asked for")
    }
}

/// An object of a `YieldingStore` being written.
private final class YieldingObject: StagedObject {
    private let object: any StagedObject
    private let store: YieldingStore
    private var hasTurn = true

    init(_ object: any StagedObject, of store: YieldingStore) {
        self.object = object
        self.store = store
    }

    deinit { endTurn() }

    private func endTurn() {
        if hasTurn { store.endTurn() }
        hasTurn = false
    }

    func write(_ bytes: RawSpan) throws(StoreError) {
        try store.check()
        try object.write(bytes)
    }

    func publish(
        identity: FileIdentity?,
        form: StoredForm
    ) throws(StoreError) -> CreateOutcome {
        endTurn()
        try store.passGate()
        return try object.publish(identity: identity, form: form)
    }
}
