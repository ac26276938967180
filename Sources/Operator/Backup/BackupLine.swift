internal import Backup
internal import WAL

/// A backup as `--json` tells it.
struct BackupLine: Encodable {
    let name: String
    let kind: String
    let parent: String?
    let system: String
    let serverVersion: String
    let timeline: UInt32
    let stopTimeline: UInt32
    let startLsn: String
    let stopLsn: String
    let startTime: String
    let stopTime: String
    let fromStandby: Bool
    let label: String
    let bytes: UInt64
    let storedBytes: UInt64
    var walIsComplete: Bool?
    var recoverableTo: String?
    var archivedAt: String?
    var gap: String?
    var defect: String?

    init(_ backup: BackupDescription) {
        name = backup.name.description
        kind = backup.kind.rawValue
        parent = backup.parent?.description
        system = backup.system.description
        serverVersion = backup.serverVersion
        timeline = backup.timeline.rawValue
        stopTimeline = backup.endTimeline.rawValue
        startLsn = backup.startLSN.description
        stopLsn = backup.stopLSN.description
        startTime = backup.startTime.description
        stopTime = backup.stopTime.description
        fromStandby = backup.fromStandby
        label = backup.label
        bytes = backup.plainBytes
        storedBytes = backup.storedBytes
    }
}

extension BackupDescription {
    /// `timeline 1`, or `timelines 1 to 2`.
    var timelineText: String {
        endTimeline == timeline ? "timeline \(timeline)" : "timelines \(timeline) to \(endTimeline)"
    }
}
