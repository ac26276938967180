import Archive
import Codec
import TestSupport
import WAL

/// One history of an archive: pushers and fetchers, in some order and within each other, with
/// whatever goes wrong; and at the end, when nothing does, a reckoning.
final class Schedule {
    private static let callCount = 6
    private static let url = "sim://archive"
    private static let names = [
        "000000010000000000000001", "000000010000000000000002", "000000010000000000000003",
        "000000010000000000000003.partial", "00000002.history",
    ].compactMap { WALFileName($0) }
    private static let systems = [UInt64(7_000_001), 7_000_002].compactMap { SystemIdentifier($0) }

    private let world: World
    private let memory: SimulatedMemory
    /// Every file that was given to a pusher.
    private var pushed: [WALFileName: Set<[UInt8]>] = [:]

    private init(seed: UInt64, defect: PlantedDefect?) {
        world = World(seed: seed, defect: defect)
        memory = SimulatedMemory(in: world)
        // The same host archived elsewhere before.
        if let system = Self.systems.first {
            let marker = ClusterMarker(system: system, random: &world.random)
            memory.remember(
                ArchiveRecord(
                    archive: "sim://elsewhere",
                    system: system,
                    archiveID: marker.archiveID,
                    createsOnce: true
                )
            )
        }
    }

    /// Runs a schedule to its end; answers what broke a promise.
    static func violations(seed: UInt64, defect: PlantedDefect? = nil) -> [String] {
        let schedule = Schedule(seed: seed, defect: defect)
        schedule.world.interleave = { [unowned schedule] in schedule.call() }
        for _ in 0..<callCount { schedule.call() }
        schedule.reckon()
        return schedule.world.violations
    }

    /// Somebody does something.
    private func call() {
        guard let name = Self.names.randomElement(using: &world.random) else { return }
        switch Int.random(in: 0..<20, using: &world.random) {
        case 0: if world.happens(30) { world.damage() }
        case 1..<12:
            let isForeign = Int.random(in: 0..<12, using: &world.random) == 0
            let system = Self.systems[isForeign ? 1 : 0]
            let variant = UInt8(Int.random(in: 0..<5, using: &world.random) == 0 ? 1 : 0)
            push(name, Self.contents(of: name, variant: variant, system: system), system)
        default: fetch(name)
        }
    }

    /// A file whose beginning is a segment's header; the variant makes another one of its name.
    private static func contents(
        of name: WALFileName,
        variant: UInt8,
        system: SystemIdentifier
    ) -> [UInt8] {
        var bytes = [UInt8](repeating: variant, count: 96)
        for (index, byte) in name.description.utf8.enumerated() { bytes[50 + index % 40] ^= byte }
        bytes[0] = 0x10
        bytes[1] = 0xD1
        for index in 0..<8 {
            bytes[24 + index] = UInt8(truncatingIfNeeded: system.rawValue >> (8 * UInt64(index)))
        }
        return bytes
    }

    /// A pusher's call; its answer counts unless it was killed before.
    @discardableResult
    private func push(
        _ name: WALFileName,
        _ contents: [UInt8],
        _ system: SystemIdentifier
    ) -> Result<PushOutcome.Way, PushError>? {
        pushed[name, default: []].insert(contents)
        let process = SimulatedProcess(in: world)
        let options = Push.Options(
            compressionLevel: 1,
            checksWAL: false,
            retry: RetryPolicy(budget: .seconds(3))
        )
        let push = Push(
            store: SimulatedStore(url: Self.url, world: world, process: process),
            memory: memory,
            clock: SimulatedClock(in: world),
            options: options,
            system: system
        ) { _ in [] }
        do throws(RetryFailure<PushError>) {
            let source = SimulatedSource(contents)
            var random = SplitMix64(state: world.random.next())
            let outcome = try push.run(name, source: source, random: &random)
            guard !process.isDead else { return nil }
            promise(outcome.way, name, contents, system)
            return .success(outcome.way)
        } catch {
            return process.isDead ? nil : .failure(error.last)
        }
    }

    private func promise(
        _ way: PushOutcome.Way,
        _ name: WALFileName,
        _ contents: [UInt8],
        _ system: SystemIdentifier
    ) {
        switch way {
        case .archived, .alreadyArchived:
            world.promise(ObjectKey(name), contents, by: system)
        case .keptPartial(let kept):
            world.promise(ObjectKey(kept), contents, by: system)
        case .keptAsLoser:
            world.report("\(name) lost without an operator")
        case .alreadyArchivedUpTo:
            world.report("\(name) has no end of a timeline in it")
        }
    }

    /// A fetcher's call; its answer counts unless it was killed before.
    private func fetch(_ name: WALFileName) {
        let key = ObjectKey(name)
        let promisedBefore = world.promised[key]
        let process = SimulatedProcess(in: world)
        let target = SimulatedTarget(in: world, process: process)
        let fetch = Fetch(
            stores: [SimulatedStore(url: Self.url, world: world, process: process)],
            memory: memory,
            clock: SimulatedClock(in: world),
            options: Fetch.Options(
                checksWAL: false,
                acceptedGap: nil,
                retry: RetryPolicy(budget: .seconds(3)),
                gapQuestions: 1
            ),
            system: Self.systems.first
        ) { true }
        var random = SplitMix64(state: world.random.next())
        let outcome = try? fetch.run(name, target: target, random: &random)
        if let delivered = target.delivered {
            let isKnown = pushed[name]?.contains(delivered) ?? false
            if !isKnown { world.report("\(name) was delivered with bytes that nobody archived") }
            if let promisedBefore, promisedBefore != delivered {
                world.report("\(name) was delivered with other bytes than were acknowledged")
            }
        }
        guard !process.isDead else { return }
        if outcome == .absent, promisedBefore != nil {
            world.report("\(name) was acknowledged and is told to be absent")
        }
        if case .delivered? = outcome, target.delivered == nil {
            world.report("\(name) is told to be delivered and is not there")
        }
    }

    /// Nothing goes wrong any more: every promise must hold, and every pusher come to an end.
    private func reckon() {
        world.isFaulty = false
        while !world.underway.isEmpty { world.settle() }
        world.checkAll()
        guard let system = Self.systems.first else { return }
        for name in Self.names {
            let contents = Self.contents(of: name, variant: 0, system: system)
            settle(push(name, contents, system), name, contents)
            fetch(name)
        }
        world.checkAll()
    }

    /// What a push must answer when nothing goes wrong.
    private func settle(
        _ answer: Result<PushOutcome.Way, PushError>?,
        _ name: WALFileName,
        _ contents: [UInt8]
    ) {
        let key = ObjectKey(name)
        if world.isOthers(than: Self.systems.first) { return }
        switch answer {
        case .success: break
        case .failure(.conflict):
            if world.objects[key].flatMap(World.plain) == contents {
                world.report("\(name) is refused though it is what is stored")
            }
        case .failure(.storedDefect) where world.isDamaged(key): break
        case .failure(let error): world.report("\(name) cannot be archived: \(error)")
        case nil: world.report("a pusher was killed by nobody")
        }
    }
}
