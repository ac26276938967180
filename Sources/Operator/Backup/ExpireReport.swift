internal import Backup
internal import WAL

/// A plan in words.
struct ExpireReport {
    private let plan: ExpirePlan

    init(_ plan: ExpirePlan) {
        self.plan = plan
    }

    /// A line for each backup, one for WAL.
    var lines: [String] {
        let verdicts = plan.verdicts.map { verdict in
            let backup = verdict.backup
            let size = ByteCount.text(backup.storedBytes)
            guard let reason = verdict.reason else {
                return "remove backup \(backup.name) (ended \(backup.stopTime), \(size))"
            }
            return "keep backup \(backup.name) (ended \(backup.stopTime), \(size)): \(reason)"
        }
        let abandoned = plan.abandoned.map { "remove \($0.name): what is left of a backup" }
        let underWay = plan.underWay.map { folder in
            let what =
                folder.begun == nil
                ? "what is left of a backup, or one that is being copied here"
                : "it may be under way"
            return "keep \(folder.name): \(what) (for \(ExpirePlan.abandonedDays) days)"
        }
        return verdicts + abandoned + underWay + [wal]
    }

    private var wal: String {
        guard let first = plan.wal.first, let last = plan.wal.last else {
            return "remove no WAL: all of it is needed, or nothing tells what is"
        }
        let bytes = plan.wal.reduce(UInt64(0)) { $0 &+ $1.storedBytes }
        return "remove \(plan.wal.count) WAL files, \(first.name) to \(last.name)"
            + " (\(ByteCount.text(bytes))), which no backup that stays needs"
    }
}
