package import Archive
package import Codec

/// A store whose calls end when somebody else needs what they use.
package final class YieldingStore: Store {
    private let store: any Store
    private let mayGoOn: @Sendable () -> Bool

    /// The other store's own.
    package var url: String { store.url }

    /// The other store's own.
    package var guaranteesCreateOnce: Bool { store.guaranteesCreateOnce }

    /// Makes a store that yields.
    ///
    /// - Parameter mayGoOn: asked before every step.
    package init(_ store: any Store, mayGoOn: @escaping @Sendable () -> Bool) {
        self.store = store
        self.mayGoOn = mayGoOn
    }

    /// Begins an object whose writing yields too.
    package func stage(_ key: ObjectKey) throws(StoreError) -> any StagedObject {
        try check()
        return YieldingObject(try store.stage(key), of: self)
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

    init(_ object: any StagedObject, of store: YieldingStore) {
        self.object = object
        self.store = store
    }

    func write(_ bytes: RawSpan) throws(StoreError) {
        try store.check()
        try object.write(bytes)
    }

    func publish(
        identity: FileIdentity?,
        form: StoredForm
    ) throws(StoreError) -> CreateOutcome {
        try store.check()
        return try object.publish(identity: identity, form: form)
    }
}
