internal import Backup
internal import WAL

/// Timelines, WAL, gaps and backups, drawn with characters: a row for each timeline, time running
/// to the right.
struct ArchivePicture {
    private static let columns: UInt64 = 60
    /// More timelines than anybody reads; the newest are drawn.
    private static let rowLimit = 20

    private let catalog: BackupCatalog
    private let inventory: WALInventory

    init(_ catalog: BackupCatalog, _ inventory: WALInventory) {
        self.catalog = catalog
        self.inventory = inventory
    }

    /// The rows and a legend; none where there is nothing to draw.
    var lines: [String] {
        guard let size = catalog.backups.last?.segmentSize else { return [] }
        let runs = SegmentRuns(inventory, size: size).runs
        let numbers = runs.values.flatMap { $0.flatMap { [$0.lowerBound, $0.upperBound] } }
        guard let first = numbers.min(), let last = numbers.max() else { return [] }
        let scale = Scale(first: first, last: last, columns: Self.columns)
        let timelines = Set(runs.keys).union(catalog.backups.map(\.timeline)).sorted()
        let rows = timelines.suffix(Self.rowLimit).map { timeline in
            "timeline \(timeline)".padded(to: 12) + " "
                + row(timeline, runs[timeline] ?? [], scale, size)
                + origin(of: timeline)
        }
        return [""] + rows + ["", "= WAL   . missing   F full backup   i incremental backup"]
    }

    private func row(
        _ timeline: TimelineID,
        _ runs: [ClosedRange<UInt64>],
        _ scale: Scale,
        _ size: SegmentSize
    ) -> String {
        var cells = [Character](repeating: " ", count: scale.count)
        if let first = runs.first?.lowerBound, let last = runs.last?.upperBound {
            for cell in scale.cell(first)...scale.cell(last) { cells[cell] = "=" }
        }
        for (run, next) in zip(runs, runs.dropFirst()) {
            for cell in scale.cell(run.upperBound + 1)...scale.cell(next.lowerBound - 1) {
                cells[cell] = "."
            }
        }
        for backup in catalog.backups where backup.timeline == timeline {
            let cell = scale.cell(backup.startLSN.rawValue / size.bytes)
            cells[cell] = backup.kind == .full ? "F" : "i"
        }
        return String(cells)
    }

    private func origin(of timeline: TimelineID) -> String {
        guard let parent = inventory.histories[timeline]?.entries.last else { return "" }
        return "  from timeline \(parent.timeline) at \(parent.switchPoint)"
    }

    /// Segment numbers as cells of a row.
    private struct Scale {
        let first: UInt64
        let last: UInt64
        let columns: UInt64

        var count: Int { Int(min(columns, last - first + 1)) }

        func cell(_ number: UInt64) -> Int {
            let bounded = min(max(number, first), last) - first
            let span = last - first + 1
            guard span > columns else { return Int(bounded) }
            return Int(Double(bounded) / Double(span) * Double(columns))
        }
    }
}

extension String {
    fileprivate func padded(to count: Int) -> String {
        self + String(repeating: " ", count: max(0, count - self.count))
    }
}
