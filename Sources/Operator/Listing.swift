internal import Archive
internal import FrontEnd
internal import WAL

/// What `list` shows.
struct Listing {
    private let url: String
    private let system: SystemIdentifier?
    private let inventory: Inventory
    private let lineage: Lineage
    private let continuity: Continuity

    /// Lists an archive.
    ///
    /// - Parameters:
    ///   - system: the cluster of the data directory in which the command was called.
    ///   - seen: is told of every file.
    init(
        of store: any Store,
        system: SystemIdentifier?,
        seen: () -> Void
    ) throws(StoreError) {
        url = store.url
        let marker = try store.marker()
        self.system = marker?.system
        inventory = try Inventory(of: store, seen: seen)
        lineage = try Lineage(of: inventory, in: store, system: marker?.system ?? system)
        let size = try store.segmentSize(of: inventory)
        continuity = Continuity(of: inventory, lineage: lineage, size: size)
    }

    /// The gravest of what is wrong.
    var ending: Ending {
        var endings: [Ending] = lineage.defects.map(\.ending)
        if continuity.timelines.contains(where: { !$0.gaps.isEmpty }) { endings.append(.gap) }
        return .gravest(endings)
    }

    /// As people read it.
    var text: [String] {
        var lines = [heading]
        for timeline in continuity.timelines { lines += self.text(of: timeline) }
        lines += lineage.defects.map { "\(WALFileName.history($0.timeline)): \($0)" }
        lines += others
        return lines
    }

    private var heading: String {
        let bytes = inventory.bytes.values.reduce(0, &+)
        var words = ["\(url): \(inventory.count) files, \(ByteCount.text(bytes))"]
        if let system { words.append("system \(system)") }
        if let size = continuity.size { words.append("segments of \(size)") }
        return words.joined(separator: ", ")
    }

    private func text(of timeline: Continuity.Timeline) -> [String] {
        let count = inventory.segments(of: timeline.timeline).count
        var words = ["timeline \(timeline.timeline): \(count) segments"]
        words.append(ByteCount.text(inventory.bytes[timeline.timeline] ?? 0))
        if let origin = lineage.origin(of: timeline.timeline) {
            words.append("from timeline \(origin.timeline) at \(origin.switchPoint)")
        }
        var lines: [(SegmentName, String)] = []
        for range in timeline.ranges { lines.append((range.first, "  \(range)")) }
        for gap in timeline.gaps {
            lines.append((gap.missing.first, "  gap: \(gap.missing)"))
        }
        lines.sort { $0.0 < $1.0 }
        return [words.joined(separator: ", ")] + lines.map(\.1)
    }

    /// How many of what else is there.
    private var others: [String] {
        let counts = OtherFiles(inventory)
        return counts.isEmpty ? [] : ["and \(counts)"]
    }

    /// A line for each timeline, and one for all.
    var json: [String] {
        let timelines = continuity.timelines.map { timeline in
            JSONLine.text(
                TimelineLine(
                    timeline,
                    inventory: inventory,
                    origin: lineage.origin(of: timeline.timeline)
                )
            )
        }
        let defects = lineage.defects.map { JSONLine.text(FindingLine($0)) }
        return timelines + defects + [JSONLine.text(SummaryLine(self))]
    }

    /// Everything in one line.
    private struct SummaryLine: Encodable {
        let type = "archive"
        let url: String
        let systemIdentifier: String?
        let segmentSize: UInt64?
        let files: Int
        let segments: Int
        let partials: Int
        let histories: Int
        let backupLabels: Int
        let kept: Int
        let bytes: UInt64
        let status: Int32

        init(_ listing: Listing) {
            let others = OtherFiles(listing.inventory)
            url = listing.url
            systemIdentifier = listing.system?.description
            segmentSize = listing.continuity.size?.bytes
            files = listing.inventory.count
            segments = listing.inventory.segments.count
            partials = others.partials
            histories = others.histories
            backupLabels = others.backupLabels
            kept = others.kept
            bytes = listing.inventory.bytes.values.reduce(0, &+)
            status = listing.ending.rawValue
        }
    }
}

extension Lineage.Defect {
    /// How a command ends that found this.
    var ending: Ending {
        switch self {
        case .noHistory: .gap
        case .disagrees, .unreadable: .damaged
        }
    }
}
