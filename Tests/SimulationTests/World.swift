import Archive
import Codec
import TestSupport
import WAL

/// One archive in a simulation: what it holds, what was promised of it, and what goes wrong.
///
/// Everything that happens is drawn from one seed, so a schedule that breaks a promise can be run
/// again. Single-threaded: another process runs where the present one calls the store.
final class World {
    /// How deep processes run within each other's calls.
    static let depthLimit = 3

    let defect: PlantedDefect?
    var random: SplitMix64
    /// Stored bytes by key.
    var objects: [ObjectKey: [UInt8]] = [:]
    /// Creations whose answer was lost and which take effect later, or never.
    var underway: [(key: ObjectKey, bytes: [UInt8])] = []
    /// Objects that the schedule damaged for good.
    var damaged: Set<ObjectKey> = []
    /// Plain contents that a pusher was told are archived.
    private(set) var promised: [ObjectKey: [UInt8]] = [:]
    /// Whose archive it is, once a push was acknowledged.
    private(set) var owner: SystemIdentifier?
    private(set) var violations: [String] = []
    /// Whether things still go wrong.
    var isFaulty = true
    var depth = 0
    /// Runs another process's call; set by the schedule.
    var interleave: () -> Void = {}

    init(seed: UInt64, defect: PlantedDefect?) {
        random = SplitMix64(state: seed)
        self.defect = defect
    }

    /// Whether something happens that happens so many times in a hundred.
    func happens(_ percent: Int) -> Bool {
        isFaulty && Int.random(in: 0..<100, using: &random) < percent
    }

    /// What happens around every call of a store or a clock.
    func pass() {
        if !underway.isEmpty, happens(20) { settle() }
        guard depth < Self.depthLimit, happens(8) else { return }
        depth += 1
        interleave()
        depth -= 1
    }

    /// Lets one late creation take effect.
    func settle() {
        let late = underway.remove(at: Int.random(in: underway.indices, using: &random))
        create(late.key, late.bytes)
    }

    /// Creates an object unless its key is taken; answers whether it did.
    @discardableResult
    func create(_ key: ObjectKey, _ bytes: [UInt8]) -> Bool {
        if objects[key] != nil, defect != .overwrite { return false }
        objects[key] = bytes
        return true
    }

    /// Damages some object for good, once.
    ///
    /// Contents are not checked here, where a segment has 96 bytes, so a second damage could hide
    /// that the first was one.
    func damage() {
        let intact = objects.keys.filter { $0 != .marker && !damaged.contains($0) }
        guard let key = intact.sorted().randomElement(using: &random),
            var bytes = objects[key], !bytes.isEmpty
        else { return }
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[Int.random(in: bytes.indices, using: &random)] ^= 1 << 3
        // A magic number stays, for the same reason.
        case 1: bytes.removeLast(Int.random(in: 1...(bytes.count - 4), using: &random))
        default: bytes.append(0)
        }
        objects[key] = bytes
        damaged.insert(key)
    }

    /// Notes that a pusher was told that its file is archived, and judges it.
    func promise(_ key: ObjectKey, _ contents: [UInt8], by system: SystemIdentifier) {
        if let before = promised[key], before != contents {
            violations.append("two different files were acknowledged as \(key)")
        }
        promised[key] = contents
        if let owner, owner != system {
            violations.append("\(key) of system \(system) went into the archive of \(owner)")
        }
        owner = system
        check(key)
    }

    /// Judges one promise: what is stored must be what was promised.
    private func check(_ key: ObjectKey) {
        guard !damaged.contains(key) else { return }
        let plain = objects[key].flatMap(Self.plain)
        if plain == nil || plain != promised[key] {
            violations.append("\(key) was acknowledged, and is not what is stored")
        }
    }

    /// Judges every promise.
    func checkAll() {
        for key in promised.keys.sorted() { check(key) }
    }

    /// Whether an object, or one that was kept beside it, was damaged for good.
    func isDamaged(_ key: ObjectKey) -> Bool {
        damaged.contains { $0 == key || $0.name.hasPrefix(key.name + ".") }
    }

    /// Whether the archive's marker names another cluster.
    func isOthers(than system: SystemIdentifier?) -> Bool {
        guard let marker = objects[.marker].flatMap({ ClusterMarker($0) }) else { return false }
        return marker.system != system
    }

    /// Notes what broke a promise that only a process can see.
    func report(_ violation: String) {
        violations.append(violation)
    }

    /// The plain bytes of an object, by the codec alone.
    static func plain(_ stored: [UInt8]) -> [UInt8]? {
        var plain: [UInt8] = []
        let decoder = ObjectDecoder(plainLimit: 1 << 20) { bytes in
            bytes.withUnsafeBytes { plain.append(contentsOf: $0) }
            return true
        }
        guard decoder.consume(stored.span.bytes), (try? decoder.finish()) != nil else { return nil }
        return plain
    }
}

/// A mistake made on purpose, to see that the simulation finds it.
enum PlantedDefect: String, CaseIterable, Sendable {
    /// The store replaces what has the key.
    case overwrite
    /// Damaged bytes pass as verified.
    case noDigestCheck
    /// A failing read is taken for "there is none".
    case errorTakenForAbsent
    /// A key that is taken by one's own lost creation is taken for a failure.
    case lostAnswerTakenForFailure
    /// What is remembered of one archive is believed of another.
    case recordTrustedWithoutItsBinding
}
