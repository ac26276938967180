internal import Archive
internal import FrontEnd
internal import WAL

/// One timeline in `list --json`.
struct TimelineLine: Encodable {
    /// Segments that follow one another.
    struct Range: Encodable {
        let first: String
        let last: String
        let segments: UInt64

        init(_ range: SegmentRange) {
            first = range.first.description
            last = range.last.description
            segments = range.count
        }
    }

    let type = "timeline"
    let timeline: UInt32
    let parent: UInt32?
    let switchLsn: String?
    let segments: Int
    let bytes: UInt64
    let ranges: [Range]
    let gaps: [Range]

    init(
        _ timeline: Continuity.Timeline,
        inventory: Inventory,
        origin: TimelineHistory.Entry?
    ) {
        self.timeline = timeline.timeline.rawValue
        parent = origin?.timeline.rawValue
        switchLsn = origin?.switchPoint.description
        segments = inventory.segments(of: timeline.timeline).count
        bytes = inventory.bytes[timeline.timeline] ?? 0
        ranges = timeline.ranges.map { Range($0) }
        gaps = timeline.gaps.map { Range($0.missing) }
    }
}

/// Something wrong or remarkable, in any `--json`.
struct FindingLine: Encodable {
    let type = "finding"
    /// `damaged`, `gap`, `absent`, `cannot_tell` or `note`.
    let kind: String
    let name: String
    let reason: String
    let lsn: String?

    init(kind: String, name: String, reason: String, lsn: LSN? = nil) {
        self.kind = kind
        self.name = name
        self.reason = reason
        self.lsn = lsn?.description
    }

    init(_ defect: Lineage.Defect) {
        self.init(
            kind: defect.ending == .gap ? "gap" : "damaged",
            name: WALFileName.history(defect.timeline).description,
            reason: defect.description
        )
    }
}
