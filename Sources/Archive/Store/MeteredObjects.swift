internal import Codec

/// A store of objects whose operations are metered, each call apart: between two writes of an
/// object its next bytes may be long in coming.
package final class MeteredObjects: ObjectStore {
    private let store: any ObjectStore
    private let meter: any TransferMeter

    /// The metered store's own.
    package var url: String { store.url }

    /// Meters a store.
    package init(_ store: any ObjectStore, meter: any TransferMeter) {
        self.store = store
        self.meter = meter
    }

    /// Begins an object; a folder for it may have to be made durable.
    package func stage(_ name: ObjectName) throws(StoreError) -> any StagedObject {
        meter.sync()
        defer { meter.end() }
        return MeteredObject(try store.stage(name), meter: meter)
    }

    /// Reads an object; what is done with its bytes is not the store's.
    package func read(
        _ name: ObjectName,
        receive: (RawSpan) -> Bool
    ) throws(StoreError) -> Bool {
        meter.begin()
        defer { meter.end() }
        return try store.read(name) { bytes in
            meter.end()
            defer { meter.begin() }
            return receive(bytes)
        }
    }

    /// Visits objects; each is progress.
    package func list(
        prefix: String,
        visit: (ObjectEntry) -> Bool
    ) throws(StoreError) {
        meter.begin()
        defer { meter.end() }
        try store.list(prefix: prefix) { object in
            meter.passed(1)
            return visit(object)
        }
    }

    /// Removes objects, which is made durable.
    package func remove(_ names: [ObjectName]) throws(StoreError) -> RemovalOutcome {
        meter.sync()
        defer { meter.end() }
        return try store.remove(names)
    }

    /// The metered store's own.
    package func clockLead() throws(StoreError) -> Int64? {
        meter.begin()
        defer { meter.end() }
        return try store.clockLead()
    }
}

/// An object being written, each write an operation of its own.
private final class MeteredObject: StagedObject {
    private let object: any StagedObject
    private let meter: any TransferMeter

    init(_ object: any StagedObject, meter: any TransferMeter) {
        self.object = object
        self.meter = meter
    }

    func write(_ bytes: RawSpan) throws(StoreError) {
        meter.begin()
        defer { meter.end() }
        try object.write(bytes)
    }

    func publish(
        identity: FileIdentity?,
        form: StoredForm
    ) throws(StoreError) -> CreateOutcome {
        meter.sync()
        defer { meter.end() }
        return try object.publish(identity: identity, form: form)
    }
}
