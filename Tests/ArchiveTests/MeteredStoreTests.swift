import Archive
import Codec
import TestStores
import TestSupport
import Testing
import WAL

/// What passes between a call and a store, told to a meter.
@Suite struct MeteredStoreTests {
    /// A meter that writes down what it is told.
    private final class Meter: TransferMeter {
        var bytes = 0
        var isUnderWay = false
        var operations = 0
        var syncs = 0

        func begin() {
            if !isUnderWay { operations += 1 }
            isUnderWay = true
        }
        func passed(_ count: Int) { bytes += count }
        func sync() {
            begin()
            syncs += 1
        }
        func end() { isUnderWay = false }
    }

    private let key = ObjectKey(WALFixture().file)
    private let meter = Meter()
    private let memory = MemoryStore()

    @Test(arguments: StoreContract.allCases)
    func `keeps the contract of the store within`(_ check: StoreContract) throws {
        let memory = MemoryStore()
        #expect(throws: Never.self) {
            try check.check { MeteredStore(memory, meter: Meter()) }
        }
    }

    @Test func `counts what is written, read and listed`() throws {
        let store = MeteredStore(memory, meter: meter)
        try store.create(key, [UInt8](repeating: 1, count: 5000))
        #expect(meter.bytes == 5000)
        #expect(meter.syncs == 1)
        #expect(try store.bytes(of: key)?.count == 5000)
        #expect(meter.bytes == 10_000)
        #expect(try store.names() == [key.name])
        #expect(meter.bytes == 10_024)
        try store.confirm(key, identity: Archived.identity([]), form: .plain)
        #expect(meter.syncs == 2)
        #expect(store.url == memory.url)
    }

    /// A time limit for all of it would begin anew with each piece otherwise.
    @Test func `takes an object from its beginning to its end for one operation`() throws {
        let object = try MeteredStore(memory, meter: meter).stage(key)
        for _ in 0..<3 { try object.write([UInt8](repeating: 1, count: 10).span.bytes) }
        #expect(meter.isUnderWay)
        #expect(try object.publish(identity: nil, form: .plain) == .created)
        #expect(!meter.isUnderWay)
        #expect(meter.operations == 1)
    }

    @Test(arguments: UnreliableStore.Call.allCases)
    func `ends what it began, however that ends`(call: UnreliableStore.Call) throws {
        let failure = StoreError(.permanent, "broken")
        let broken = UnreliableStore(memory, .init(call, 1...9, .fails(failure)))
        let store = MeteredStore(broken, meter: meter)
        _ = try? store.create(key, [1])
        _ = try? store.bytes(of: key)
        _ = try? store.names()
        _ = try? store.confirm(key, identity: Archived.identity([1]), form: .plain)
        #expect(broken.counts[call] == 1)
        #expect(!meter.isUnderWay)
    }
}
