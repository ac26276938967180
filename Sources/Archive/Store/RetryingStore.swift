package import Codec

/// A store that asks another again after transient failures.
///
/// For commands that read a great many objects, where one lost connection must not count.
package final class RetryingStore: Store {
    private let store: any Store
    private let policy: RetryPolicy
    private let clock: any CallClock

    /// The other store's.
    package var url: String { store.url }
    /// The other store's.
    package var canonicalURL: String { store.canonicalURL }
    /// The other store's.
    package var guaranteesCreateOnce: Bool { store.guaranteesCreateOnce }
    /// The other store's.
    package var givesUpCreateOnce: Bool { store.givesUpCreateOnce }
    /// The other store's.
    package var mayBeUnmounted: Bool { store.mayBeUnmounted }
    /// The other store's.
    package var listsInOrder: Bool { store.listsInOrder }

    /// Retries a store.
    ///
    /// - Parameter policy: of each operation by itself.
    package init(_ store: any Store, policy: RetryPolicy, clock: any CallClock) {
        self.store = store
        self.policy = policy
        self.clock = clock
    }

    /// Begins an object whose publication is tried once: whether that may be done again is for the
    /// use case to know.
    package func stage(_ key: ObjectKey) throws(StoreError) -> any StagedObject {
        try retrying { () throws(StoreError) in try store.stage(key) }
    }

    /// Reads an object; again from its beginning, of which nothing is handed on twice.
    package func read(
        _ key: ObjectKey,
        receive: (RawSpan) -> Bool
    ) throws(StoreError) -> StoredObject? {
        var handedOn: UInt64 = 0
        return try retrying { () throws(StoreError) in
            var known = handedOn
            return try store.read(key) { bytes in
                let skipped = min(UInt64(bytes.byteCount), known)
                known -= skipped
                guard skipped < UInt64(bytes.byteCount) else { return true }
                let new = bytes.extracting(droppingFirst: Int(skipped))
                handedOn += UInt64(new.byteCount)
                return receive(new)
            }
        }
    }

    /// Visits keys, each once.
    package func list(
        prefix: String,
        after: ObjectKey?,
        visit: (ObjectKey) -> Bool
    ) throws(StoreError) {
        try listing(after) { (after, note) throws(StoreError) in
            try store.list(prefix: prefix, after: after) { key in
                note(key)
                return visit(key)
            }
        }
    }

    /// Visits objects, each once.
    package func listObjects(
        prefix: String,
        after: ObjectKey?,
        visit: (ListedObject) -> Bool
    ) throws(StoreError) {
        try listing(after) { (after, note) throws(StoreError) in
            try store.listObjects(prefix: prefix, after: after) { object in
                note(object.key)
                return visit(object)
            }
        }
    }

    /// Makes sure of an object.
    package func confirm(
        _ key: ObjectKey,
        identity: FileIdentity,
        form: StoredForm
    ) throws(StoreError) {
        try retrying { () throws(StoreError) in
            try store.confirm(key, identity: identity, form: form)
        }
    }

    /// Goes on behind the last key; where keys come in no order, only before the first.
    private func listing(
        _ after: ObjectKey?,
        _ attempt: (ObjectKey?, (ObjectKey) -> Void) throws(StoreError) -> Void
    ) throws(StoreError) {
        var last: ObjectKey?
        try retrying(
            { () throws(StoreError) in try attempt(last ?? after) { last = $0 } },
            isWorthwhile: { last == nil || store.listsInOrder }
        )
    }

    private func retrying<Result>(
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
