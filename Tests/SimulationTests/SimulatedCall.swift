import Archive

/// A clock that passes only when somebody waits, and other processes run meanwhile.
final class SimulatedClock: CallClock {
    private let world: World
    private(set) var now: Duration = .zero
    private(set) var mayBegin = true

    init(in world: World) {
        self.world = world
    }

    func wait(_ duration: Duration) {
        now += duration
        world.pass()
        if world.happens(2) { mayBegin = false }
    }
}

/// What pushers of one host remember, as a spool would.
final class SimulatedMemory: ArchiveMemory {
    private let world: World
    private var records: [String: ArchiveRecord] = [:]

    init(in world: World) {
        self.world = world
    }

    func record(of archive: String) -> ArchiveRecord? {
        if world.defect == .recordTrustedWithoutItsBinding, let any = records.values.first {
            return any
        }
        return records[archive]
    }

    func remember(_ record: ArchiveRecord) {
        // A record may be lost: nothing of it is synced.
        if !world.happens(10) { records[record.archive] = record }
    }
}

/// The local file of a push.
final class SimulatedSource: PushSource {
    private let contents: [UInt8]

    var length: UInt64 { UInt64(contents.count) }

    init(_ contents: [UInt8]) {
        self.contents = contents
    }

    func read(at offset: UInt64, into buffer: inout [UInt8]) throws(SourceError) -> Int {
        let rest = contents.dropFirst(Int(offset)).prefix(buffer.count)
        buffer.replaceSubrange(0..<rest.count, with: rest)
        return rest.count
    }

    func isUnchanged() throws(SourceError) -> Bool { true }
}

/// The place of a fetched file.
final class SimulatedTarget: DeliveryTarget {
    private let process: SimulatedProcess
    private let world: World
    private var written: [UInt8] = []
    private(set) var delivered: [UInt8]?

    init(in world: World, process: SimulatedProcess) {
        self.world = world
        self.process = process
    }

    func isTaken() throws(StoreError) -> Bool { delivered != nil }

    func begin() { written = [] }

    func write(_ plain: RawSpan) throws(StoreError) {
        if world.happens(1) { throw StoreError(.transient, "no space") }
        plain.withUnsafeBytes { written.append(contentsOf: $0) }
    }

    func deliver() throws(StoreError) {
        try process.mayDie()
        delivered = written
    }
}
