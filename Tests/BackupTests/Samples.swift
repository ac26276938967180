import Archive
import Crypto
import WAL

@testable import Backup

extension SegmentSize {
    /// The usual one.
    static let usual = SegmentSize(bytes: 16 << 20) ?? { fatalError("no segment size") }()
}

extension TimelineID {
    /// A timeline of a test.
    static func of(_ number: UInt32) -> TimelineID {
        TimelineID(number) ?? { fatalError("0 is no timeline") }()
    }
}

extension LSN {
    /// A position within a segment.
    static func segment(_ number: UInt64, plus offset: UInt64 = 0) -> LSN {
        LSN(number * SegmentSize.usual.bytes + offset)
    }
}

/// Descriptions of backups that differ in what matters to a test.
func backup(
    _ number: UInt32,
    segments: ClosedRange<UInt64>,
    timeline: UInt32 = 1,
    ended seconds: Int64,
    parent: BackupName? = nil
) -> BackupDescription {
    var random = Constant(number: UInt64(number))
    return BackupDescription(
        name: BackupName(begun: UTCTime(seconds: seconds - 60), random: &random),
        kind: parent == nil ? .full : .incremental,
        parent: parent,
        system: SystemIdentifier(7) ?? { fatalError("no system") }(),
        serverVersion: "15.18",
        timeline: .of(timeline),
        startLSN: .segment(segments.lowerBound, plus: 0x28),
        stopLSN: .segment(segments.upperBound, plus: 0x100),
        startTime: UTCTime(seconds: seconds - 60),
        stopTime: UTCTime(seconds: seconds),
        segmentBytes: SegmentSize.usual.bytes,
        fromStandby: false,
        label: "test",
        isGroupReadable: false,
        archives: [],
        manifest: nil
    )
}

/// Gives the same bits again and again.
struct Constant: RandomNumberGenerator {
    let number: UInt64

    mutating func next() -> UInt64 { number << 32 | number }
}

/// WAL as an archive's listing would tell it.
func inventory(
    _ runs: [(timeline: UInt32, segments: ClosedRange<UInt64>)],
    histories: [TimelineHistory] = [],
    archived seconds: Int64 = 0
) -> WALInventory {
    let objects = runs.flatMap { run in
        run.segments.compactMap { number in
            object(run.timeline, number, archived: seconds)
        }
    }
    return WALInventory(
        objects: objects,
        histories: Dictionary(uniqueKeysWithValues: histories.map { ($0.timeline, $0) })
    )
}

/// A whole segment in an archive.
func object(_ timeline: UInt32, _ number: UInt64, archived seconds: Int64) -> WALInventory.Object? {
    let segment = SegmentName(timeline: .of(timeline), containing: .segment(number), size: .usual)
    guard let name = ObjectName(segment.description) else { return nil }
    return WALInventory.Object(
        ObjectEntry(name: name, storedBytes: 1000, modified: seconds)
    )
}

/// A timeline that left others at the beginnings of segments, a little behind.
func history(_ timeline: UInt32, _ parents: [(UInt32, UInt64)]) throws -> TimelineHistory {
    let lines = parents.map { "\($0.0)\t\(LSN.segment($0.1, plus: 0x500))\tno reason" }
    return try TimelineHistory(Array(lines.joined(separator: "\n").utf8), of: .of(timeline))
}

extension BackupDescription {
    /// Whether an archive alone tells that its WAL is all there.
    func isRecoverable(with inventory: WALInventory) -> Bool {
        ArchivedRuns(for: [self], inventory).recover(self)
    }

    /// With parts of so many bytes of its data directory's archive.
    func with(parts: [UInt64]) -> Self {
        var backup = self
        let digest =
            SHA256Digest(bytes: [UInt8](repeating: 0, count: 32)) ?? { fatalError("no digest") }()
        backup.archives = [
            ArchiveDescription(
                oid: nil,
                location: nil,
                parts: parts.map {
                    PartDescription(sha256: digest, plainBytes: $0, storedBytes: $0)
                }
            )
        ]
        return backup
    }

    /// What it was begun as.
    var begun: BegunBackup {
        BegunBackup(
            name: name,
            system: system,
            timeline: timeline,
            startLSN: startLSN,
            startTime: startTime,
            parent: parent
        )
    }
}
