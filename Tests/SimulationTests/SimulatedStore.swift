import Archive
import Codec
import Crypto
import WAL

/// A process of the simulation, which may be killed at any call that it makes.
final class SimulatedProcess {
    private(set) var isDead = false
    private let world: World

    init(in world: World) {
        self.world = world
    }

    /// Kills it now and then.
    func mayDie() throws(StoreError) {
        if world.happens(2) { isDead = true }
        if isDead { throw StoreError(.permanent, "killed") }
    }
}

/// The world's archive as one process sees it.
final class SimulatedStore: Store {
    let url: String
    fileprivate let world: World
    fileprivate let process: SimulatedProcess

    init(url: String, world: World, process: SimulatedProcess) {
        self.url = url
        self.world = world
        self.process = process
    }

    /// What every call goes through before it does anything.
    fileprivate func begin() throws(StoreError) {
        try process.mayDie()
        world.pass()
        try process.mayDie()
        if world.happens(6) { throw StoreError(.transient, "no answer") }
    }

    func stage(_ key: ObjectKey) throws(StoreError) -> any StagedObject {
        try begin()
        return SimulatedObject(key, store: self)
    }

    func read(
        _ key: ObjectKey,
        receive: (RawSpan) -> Bool
    ) throws(StoreError) -> StoredObject? {
        do throws(StoreError) {
            try begin()
        } catch {
            guard world.defect == .errorTakenForAbsent, !process.isDead, key != .marker else {
                throw error
            }
            return nil
        }
        guard var bytes = world.objects[key] else { return nil }
        // Not on top of another damage; see `World.damage`.
        let isIntact = key != .marker && !world.damaged.contains(key)
        if isIntact, world.happens(3) { damage(&bytes) }
        if world.happens(3) {
            let part = Int.random(in: 0...bytes.count, using: &world.random)
            _ = receive(bytes.span.extracting(first: part).bytes)
            throw StoreError(.transient, "the connection was reset")
        }
        _ = receive(bytes.span.bytes)
        return StoredObject(recordedDigest: .none)
    }

    /// Damage on the way, which another read may not meet.
    private func damage(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        if world.defect == .noDigestCheck, let plain = World.plain(bytes), !plain.isEmpty {
            bytes = Self.reencoded(plain, random: &world.random) ?? bytes
        } else {
            bytes[Int.random(in: bytes.indices, using: &world.random)] ^= 0x10
        }
    }

    /// Other plain bytes, with a digest that agrees: what nobody finds who checks no digest.
    private static func reencoded(
        _ plain: [UInt8],
        random: inout some RandomNumberGenerator
    ) -> [UInt8]? {
        var wrong = plain
        wrong[Int.random(in: wrong.indices, using: &random)] ^= 0x10
        var stored: [UInt8] = []
        do {
            var encoder = try FileEncoder(compressionLevel: 1, size: UInt64(wrong.count))
            try encoder.encode(wrong, count: wrong.count, isLast: true, appendingTo: &stored)
            _ = try encoder.finish(system: nil, appendingTo: &stored)
        } catch {
            return nil
        }
        return stored
    }

    func list(
        prefix: String,
        after: ObjectKey?,
        visit: (ObjectKey) -> Bool
    ) throws(StoreError) {
        try begin()
        for key in world.objects.keys.sorted() where key != .marker && key.name.hasPrefix(prefix) {
            if let after, key <= after { continue }
            guard visit(key) else { return }
        }
    }

    func confirm(
        _ key: ObjectKey,
        identity: FileIdentity,
        form: StoredForm
    ) throws(StoreError) {
        try begin()
    }
}

/// An object on its way into the world's archive.
private final class SimulatedObject: StagedObject {
    private let key: ObjectKey
    private let store: SimulatedStore
    private var bytes: [UInt8] = []

    init(_ key: ObjectKey, store: SimulatedStore) {
        self.key = key
        self.store = store
    }

    func write(_ span: RawSpan) throws(StoreError) {
        try store.process.mayDie()
        span.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    func publish(
        identity: FileIdentity?,
        form: StoredForm
    ) throws(StoreError) -> CreateOutcome {
        try store.begin()
        let world = store.world
        let unknown = StoreError(.transient, "no answer to the creation")
        if world.happens(5) {
            world.underway.append((key, bytes))
            throw unknown
        }
        var isCreated = world.create(key, bytes)
        // A network may deliver a request twice; the second answer is the one that arrives.
        if isCreated, world.happens(4) { isCreated = world.create(key, bytes) }
        try store.process.mayDie()
        if world.happens(6) { throw unknown }
        if !isCreated, world.defect == .lostAnswerTakenForFailure, key != .marker {
            throw StoreError(.permanent, "the key is taken")
        }
        return isCreated ? .created : .keyTaken
    }
}
