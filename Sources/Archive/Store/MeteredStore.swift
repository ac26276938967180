package import Codec

/// Tells what passes between us and a store, so that a call that hangs can be told from a slow one.
package protocol TransferMeter: AnyObject {
    /// An operation begins in which bytes should move.
    func begin()
    /// Bytes have moved.
    func passed(_ count: Int)
    /// What was written is being made durable, or the store itself sees to it that bytes move: from
    /// now on the operation may be quiet.
    func sync()
    /// The operation has ended.
    func end()
}

/// A store whose operations are metered.
package final class MeteredStore: Store {
    private let store: any Store
    private let meter: any TransferMeter

    /// The metered store's own.
    package var url: String { store.url }

    /// The metered store's own.
    package var canonicalURL: String { store.canonicalURL }

    /// The metered store's own.
    package var guaranteesCreateOnce: Bool { store.guaranteesCreateOnce }

    /// The metered store's own.
    package var givesUpCreateOnce: Bool { store.givesUpCreateOnce }

    /// The metered store's own.
    package var mayBeUnmounted: Bool { store.mayBeUnmounted }

    /// The metered store's own.
    package var listsInOrder: Bool { store.listsInOrder }

    /// Meters a store.
    package init(_ store: any Store, meter: any TransferMeter) {
        self.store = store
        self.meter = meter
    }

    /// Begins an object whose writing is metered.
    package func stage(_ key: ObjectKey) throws(StoreError) -> any StagedObject {
        meter.begin()
        do throws(StoreError) {
            return MeteredObject(try store.stage(key), meter: meter)
        } catch {
            meter.end()
            throw error
        }
    }

    /// Reads an object; its stored bytes count.
    package func read(
        _ key: ObjectKey,
        receive: (RawSpan) -> Bool
    ) throws(StoreError) -> StoredObject? {
        try metering { () throws(StoreError) in
            try store.read(key) { bytes in
                meter.passed(bytes.byteCount)
                return receive(bytes)
            }
        }
    }

    /// Visits keys; the bytes of their names count.
    package func list(
        prefix: String,
        after: ObjectKey?,
        visit: (ObjectKey) -> Bool
    ) throws(StoreError) {
        try metering { () throws(StoreError) in
            try store.list(prefix: prefix, after: after) { key in
                meter.passed(key.name.utf8.count)
                return visit(key)
            }
        }
    }

    /// Visits objects; the bytes of their names count.
    package func listObjects(
        prefix: String,
        after: ObjectKey?,
        visit: (ListedObject) -> Bool
    ) throws(StoreError) {
        try metering { () throws(StoreError) in
            try store.listObjects(prefix: prefix, after: after) { object in
                meter.passed(object.key.name.utf8.count)
                return visit(object)
            }
        }
    }

    /// Makes sure of an object, which moves nothing.
    package func confirm(
        _ key: ObjectKey,
        identity: FileIdentity,
        form: StoredForm
    ) throws(StoreError) {
        meter.sync()
        defer { meter.end() }
        try store.confirm(key, identity: identity, form: form)
    }

    private func metering<Result>(
        _ call: () throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        meter.begin()
        defer { meter.end() }
        return try call()
    }
}

/// An object being written, one operation from its beginning to its end.
private final class MeteredObject: StagedObject {
    private let object: any StagedObject
    private let meter: any TransferMeter
    private var isUnderWay = true

    init(_ object: any StagedObject, meter: any TransferMeter) {
        self.object = object
        self.meter = meter
    }

    deinit {
        if isUnderWay { meter.end() }
    }

    func write(_ bytes: RawSpan) throws(StoreError) {
        try object.write(bytes)
        meter.passed(bytes.byteCount)
    }

    func publish(
        identity: FileIdentity?,
        form: StoredForm
    ) throws(StoreError) -> CreateOutcome {
        meter.sync()
        defer {
            meter.end()
            isUnderWay = false
        }
        return try object.publish(identity: identity, form: form)
    }
}
