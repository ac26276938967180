internal import Backup
internal import WAL

/// A base backup, and how far the archive brings it.
struct BackupProspect {
    private let backup: BackupDescription
    private let hasWAL: Bool
    private let end: LSN?
    /// When the last segment before the end was archived.
    private let archived: UTCTime?
    /// What is missing there though the archive has later WAL.
    let gap: SegmentName?
    /// Why it cannot be restored at all.
    let defect: String?

    /// Whether a server comes up on it.
    var isRecoverable: Bool { hasWAL && defect == nil }

    init(
        _ backup: BackupDescription,
        _ catalog: BackupCatalog,
        _ inventory: WALInventory,
        _ runs: ArchivedRuns,
        _ living: TimelineID?
    ) {
        self.backup = backup
        defect = catalog.defect(of: backup)
        let found = runs.reach(of: backup, living: living)
        hasWAL = found?.isWhole ?? false
        end = found?.reach.end
        gap = found?.reach.gap
        guard let found, let size = backup.segmentSize else {
            archived = nil
            return
        }
        let path = TimelinePath(leadingTo: found.timeline, histories: inventory.histories)
        archived = inventory.lastStored(before: found.reach.end, on: path, size: size)
    }

    /// As `--json` tells it.
    var json: String {
        var line = BackupLine(backup)
        line.walIsComplete = hasWAL
        line.defect = defect
        line.recoverableTo = isRecoverable ? end?.description : nil
        line.archivedAt = isRecoverable ? archived?.description : nil
        line.gap = gap?.description
        return JSONLine.text(line)
    }

    /// For whoever looks.
    var text: String {
        let kind = backup.parent.map { "incremental on \($0)" } ?? "full"
        return "\(backup.name)  \(kind), \(ByteCount.text(backup.plainBytes)) in"
            + " \(ByteCount.text(backup.storedBytes)), ended \(backup.stopTime),"
            + " \(backup.timelineText), \(backup.startLSN) to \(backup.stopLSN); \(wal)"
    }

    private var wal: String {
        switch (hasWAL, gap) {
        case _ where defect != nil: "CANNOT BE RESTORED: \(defect ?? "")"
        case (false, let gap?): "CANNOT BE RECOVERED: \(gap) is missing"
        case (false, nil): "CANNOT BE RECOVERED: its WAL is not in the archive"
        case (true, let gap?): "\(recoverable), then \(gap) is missing"
        case (true, nil): recoverable
        }
    }

    private var recoverable: String {
        "recoverable to \(end?.description ?? "")"
            + (archived.map { ", archived \($0)" } ?? "")
    }
}
