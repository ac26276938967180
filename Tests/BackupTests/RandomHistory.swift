import Archive
import TestSupport
import WAL

@testable import Backup

/// A cluster's life made up at random: it writes, is backed up, goes back in time, and loses WAL.
struct RandomHistory {
    private(set) var backups: [BackupDescription] = []
    private(set) var runs: [(UInt32, UInt64, Int64)] = []
    private(set) var histories: [TimelineHistory] = []
    private(set) var incomplete: [BackupCatalog.Incomplete] = []
    private(set) var now: Int64 = 1_000_000
    /// What backups lack of their objects.
    private(set) var defects: [BackupName: String] = [:]
    /// The timeline on which the server lives.
    private(set) var timeline: UInt32 = 1
    private var newest: UInt32 = 1
    private var segment: UInt64 = 1
    /// For each timeline its parents, and where each was left.
    private var parents: [UInt32: [(UInt32, UInt64)]] = [1: []]
    private var number: UInt32 = 0

    init(_ random: inout SplitMix64) throws {
        for _ in 0..<Int.random(in: 3...25, using: &random) {
            now += Int64.random(in: 1000...200_000, using: &random)
            switch Int.random(in: 0..<12, using: &random) {
            case 0..<4: write(Int.random(in: 1...4, using: &random))
            case 4..<8: try backUp(&random)
            case 8: try goBack(&random)
            case 9: try stray(&random)
            case 10: try failOver(&random)
            default: begin(&random)
            }
        }
        now += 1000
        write(1)
    }

    var catalog: BackupCatalog {
        BackupCatalog(backups: backups, incomplete: incomplete, defects: defects)
    }

    func inventory(without lost: Set<Int> = []) -> WALInventory {
        WALInventory(
            objects: runs.enumerated().filter { !lost.contains($0.offset) }.compactMap { _, run in
                object(run.0, run.1, archived: run.2)
            },
            histories: Dictionary(uniqueKeysWithValues: histories.map { ($0.timeline, $0) })
        )
    }

    /// Which WAL is gone: none, some anywhere, or some that a backup needs on which others build.
    func loss(_ random: inout SplitMix64) -> Set<Int> {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return Set((0..<3).map { _ in Int.random(in: 0..<runs.count, using: &random) })
        case 1:
            let parents = backups.filter { parent in
                backups.contains { $0.parent == parent.name }
            }
            guard let parent = parents.randomElement(using: &random) else { return [] }
            let first = parent.startLSN.rawValue / SegmentSize.usual.bytes
            return Set(
                runs.indices.filter {
                    runs[$0].0 == parent.timeline.rawValue && runs[$0].1 == first
                }
            )
        default: return []
        }
    }

    private mutating func write(_ count: Int) {
        for _ in 0..<count {
            runs.append((timeline, segment, now))
            segment += 1
        }
    }

    private mutating func backUp(_ random: inout SplitMix64) throws {
        number += 1
        let first = segment
        write(Int.random(in: 1...2, using: &random))
        let last = backups.last { $0.endTimeline == .of(timeline) && $0.startLSN < .segment(first) }
        let isIncremental = Int.random(in: 0..<3, using: &random) == 0
        backups.append(
            backup(
                number,
                segments: first...(segment - 1),
                timeline: timeline,
                ended: now,
                parent: isIncremental ? last?.name : nil
            )
        )
        if Int.random(in: 0..<10, using: &random) == 0, let name = backups.last?.name {
            defects[name] = "a part is missing"
        }
    }

    /// A backup that is under way, or that was given up long ago.
    private mutating func begin(_ random: inout SplitMix64) {
        number += 1
        let ago = Int64.random(in: 0...1_000_000, using: &random)
        let description = backup(
            number,
            segments: segment...segment,
            timeline: timeline,
            ended: now - ago,
            parent: Bool.random(using: &random) ? backups.last?.name : nil
        )
        // Without its beginning somebody is copying it here, or a removal left it.
        let isTold = Int.random(in: 0..<4, using: &random) > 0
        let part = ObjectName("\(description.name)/base.tar.000001").map {
            ObjectEntry(name: $0, storedBytes: 1, modified: now - ago)
        }
        incomplete.append(
            BackupCatalog.Incomplete(
                name: description.name,
                begun: isTold ? description.begun : nil,
                objects: isTold ? [] : [part].compactMap { $0 }
            )
        )
    }

    /// A recovery to an earlier place: a new timeline begins there.
    private mutating func goBack(_ random: inout SplitMix64) throws {
        guard let base = backups.randomElement(using: &random) else { return }
        try branch(from: base, &random)
        write(1)
    }

    /// A copy for a test that archives, and is thrown away: the server lives on where it did.
    private mutating func stray(_ random: inout SplitMix64) throws {
        guard let base = backups.randomElement(using: &random) else { return }
        let life = (timeline, segment)
        try branch(from: base, &random)
        write(Int.random(in: 1...3, using: &random))
        (timeline, segment) = life
    }

    /// A backup of a standby whose primary is replaced meanwhile.
    private mutating func failOver(_ random: inout SplitMix64) throws {
        number += 1
        let (first, before) = (segment, timeline)
        write(1)
        try branch(from: timeline, at: segment)
        write(Int.random(in: 1...2, using: &random))
        var description = backup(
            number,
            segments: first...(segment - 1),
            timeline: before,
            ended: now
        )
        description.stopTimeline = .of(timeline)
        backups.append(description)
    }

    private mutating func branch(
        from base: BackupDescription,
        _ random: inout SplitMix64
    ) throws {
        let number = base.endTimeline.rawValue
        let first = base.stopLSN.rawValue / SegmentSize.usual.bytes + 1
        let end = runs.filter { $0.0 == number }.map(\.1).max() ?? first
        try branch(from: number, at: UInt64.random(in: first...max(first, end), using: &random))
    }

    private mutating func branch(from number: UInt32, at place: UInt64) throws {
        newest += 1
        let way = (parents[number] ?? []) + [(number, place)]
        parents[newest] = way
        histories.append(try history(newest, way))
        timeline = newest
        segment = place
    }
}
