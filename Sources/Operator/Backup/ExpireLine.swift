internal import Archive
internal import Backup
internal import WAL

/// A plan and what became of it, as `--json` tells it.
struct ExpireLine: Encodable {
    struct Backup: Encodable {
        let name: String
        let reason: String?
    }

    let kept: [Backup]
    let removed: [String]
    let abandoned: [String]
    let walFiles: Int
    let walBytes: UInt64
    let warnings: [String]
    let done: Bool
    let retained: [String]
    let versions: Int
    let lockedUntil: String?

    init(_ plan: ExpirePlan, _ outcome: Expiry.Outcome?) {
        kept = plan.verdicts.filter { $0.reason != nil }
            .map { Backup(name: $0.backup.name.description, reason: $0.reason) }
        removed = plan.expired.map(\.name.description)
        abandoned = plan.abandoned.map(\.name.description)
        walFiles = plan.wal.count
        walBytes = plan.wal.reduce(0) { $0 &+ $1.storedBytes }
        warnings = plan.warnings
        done = outcome != nil
        retained = (outcome?.left.retained ?? []).map(\.name.description)
        versions = outcome?.left.versions ?? 0
        lockedUntil = outcome?.left.lock?.end
    }
}
