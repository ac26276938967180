internal import WAL

extension BackupCatalog {
    /// Backups, oldest first, by the times at which they ended.
    ///
    /// Of a timeline none ended later than one that ended at a later position, whatever it says: a
    /// backup that pg_basebackup left has the times of its files, which a copy makes anew.
    static func sorted(_ backups: [BackupDescription]) -> [BackupDescription] {
        var bounds: [TimelineID: UTCTime] = [:]
        var ends: [BackupName: UTCTime] = [:]
        for backup in backups.sorted(by: { $0.stopLSN > $1.stopLSN }) {
            let end = min(backup.stopTime, bounds[backup.endTimeline] ?? backup.stopTime)
            bounds[backup.endTimeline] = end
            ends[backup.name] = end
        }
        return backups.sorted { one, other in
            let (end, otherEnd) = (ends[one.name], ends[other.name])
            return (end ?? one.stopTime, one.stopLSN, one.name)
                < (otherEnd ?? other.stopTime, other.stopLSN, other.name)
        }
    }
}
