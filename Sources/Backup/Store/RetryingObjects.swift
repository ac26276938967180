package import Archive
internal import Codec

/// A store that asks another again after transient failures.
package final class RetryingObjects: ObjectStore {
    private let store: any ObjectStore
    private let policy: RetryPolicy
    private let clock: any CallClock

    /// The other store's.
    package var url: String { store.url }

    /// Retries a store.
    package init(_ store: any ObjectStore, policy: RetryPolicy, clock: any CallClock) {
        self.store = store
        self.policy = policy
        self.clock = clock
    }

    /// Begins an object whose publication is tried again too.
    package func stage(_ name: ObjectName) throws(StoreError) -> any StagedObject {
        let object = try retrying { () throws(StoreError) in try store.stage(name) }
        return RetryingObject(object, retrying: self)
    }

    /// Reads an object; again only while nothing of it has been handed on.
    package func read(
        _ name: ObjectName,
        receive: (RawSpan) -> Bool
    ) throws(StoreError) -> Bool {
        var hasBegun = false
        return try retrying(
            { () throws(StoreError) in
                try store.read(name) { bytes in
                    hasBegun = true
                    return receive(bytes)
                }
            },
            isWorthwhile: { !hasBegun }
        )
    }

    /// Lists objects; those of a listing that failed half way are visited once.
    package func list(
        prefix: String,
        visit: (ObjectEntry) -> Bool
    ) throws(StoreError) {
        var seen: Set<ObjectName> = []
        try retrying { () throws(StoreError) in
            try store.list(prefix: prefix) { object in
                seen.insert(object.name).inserted ? visit(object) : true
            }
        }
    }

    /// Removes objects.
    package func remove(_ names: [ObjectName]) throws(StoreError) -> RemovalOutcome {
        try retrying { () throws(StoreError) in try store.remove(names) }
    }

    /// Asks for the clock.
    package func clockLead() throws(StoreError) -> Int64? {
        try retrying { () throws(StoreError) in try store.clockLead() }
    }

    fileprivate func retrying<Result>(
        _ attempt: () throws(StoreError) -> Result,
        isWorthwhile: () -> Bool = { true }
    ) throws(StoreError) -> Result {
        do throws(RetryFailure<StoreError>) {
            return try policy.run(clock: clock, isWorthwhile: isWorthwhile, attempt)
        } catch {
            throw error.asStoreError
        }
    }
}

/// An object being written, published until it is.
private final class RetryingObject: StagedObject {
    private let object: any StagedObject
    private let store: RetryingObjects

    init(_ object: any StagedObject, retrying store: RetryingObjects) {
        self.object = object
        self.store = store
    }

    func write(_ bytes: RawSpan) throws(StoreError) {
        try object.write(bytes)
    }

    func publish(
        identity: FileIdentity?,
        form: StoredForm
    ) throws(StoreError) -> CreateOutcome {
        try store.retrying { () throws(StoreError) in
            try object.publish(identity: identity, form: form)
        }
    }
}
