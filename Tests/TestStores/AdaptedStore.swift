import Archive
import Codec

/// A store that says other things of itself than the one behind it, to which every call passes.
package final class AdaptedStore: Store, ServerClock {
    private let store: any Store
    private var beforeFirstStage: (() -> Void)?
    private let beforeRead: (ObjectKey) -> Void

    /// A store that does not say that it creates once, whatever it does.
    package let guaranteesCreateOnce = false
    package let givesUpCreateOnce: Bool
    package let mayBeUnmounted: Bool
    package let serverLead: Int64?
    package var url: String { store.url }

    /// Adapts a store.
    ///
    /// - Parameters:
    ///   - serverLead: seconds by which its clock is ahead; nil for no clock.
    ///   - beforeFirstStage: happens just before the first object is begun.
    ///   - beforeRead: happens before each reading.
    package init(
        _ store: any Store,
        givesUpCreateOnce: Bool = false,
        mayBeUnmounted: Bool = true,
        serverLead: Int64? = nil,
        beforeFirstStage: (() -> Void)? = nil,
        beforeRead: @escaping (ObjectKey) -> Void = { _ in }
    ) {
        self.store = store
        self.givesUpCreateOnce = givesUpCreateOnce
        self.mayBeUnmounted = mayBeUnmounted
        self.serverLead = serverLead
        self.beforeFirstStage = beforeFirstStage
        self.beforeRead = beforeRead
    }

    package func stage(_ key: ObjectKey) throws(StoreError) -> any StagedObject {
        beforeFirstStage?()
        beforeFirstStage = nil
        return try store.stage(key)
    }

    package func read(
        _ key: ObjectKey,
        receive: (RawSpan) -> Bool
    ) throws(StoreError) -> StoredObject? {
        beforeRead(key)
        return try store.read(key, receive: receive)
    }

    package func list(
        prefix: String,
        after: ObjectKey?,
        visit: (ObjectKey) -> Bool
    ) throws(StoreError) {
        try store.list(prefix: prefix, after: after, visit: visit)
    }

    package func confirm(
        _ key: ObjectKey,
        identity: FileIdentity,
        form: StoredForm
    ) throws(StoreError) {
        try store.confirm(key, identity: identity, form: form)
    }
}
