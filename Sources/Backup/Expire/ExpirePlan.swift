internal import Archive
package import WAL

/// What is to be removed and why, worked out from what is there: a pure function of it.
package struct ExpirePlan: Equatable, Sendable {
    /// A backup without a description is taken for abandoned when nothing was stored in its folder
    /// for so many days: a server sends a part of 64 MiB within minutes.
    ///
    /// One that lacks an object may be being copied here as long.
    package static let abandonedDays = 7

    /// A backup that stays or goes.
    package struct Verdict: Equatable, Sendable {
        /// Which.
        package let backup: BackupDescription
        /// Why it stays; nil: it goes.
        package let reason: String?
    }

    /// Every whole backup, oldest first.
    package let verdicts: [Verdict]
    /// Folders without a description that nobody fills any more.
    package let abandoned: [BackupCatalog.Incomplete]
    /// Folders that somebody may be filling.
    package let underWay: [BackupCatalog.Incomplete]
    /// WAL that no backup needs any more, oldest first.
    package let wal: [WALInventory.Object]
    /// What an operator should know: what is gone though a backup needs it.
    package let warnings: [String]

    /// The backups that go, those that build on others first.
    package var expired: [BackupDescription] {
        verdicts.filter { $0.reason == nil }.map(\.backup).reversed()
    }

    /// The backups that stay.
    package var kept: [BackupDescription] {
        verdicts.filter { $0.reason != nil }.map(\.backup)
    }

    /// Works it out.
    ///
    /// - Parameters:
    ///   - policy: what must be kept.
    ///   - now: by this machine's clock, from which days count back; but from no more than a day
    ///     after anything was stored, since a clock may be ahead.
    package init(
        _ policy: RetentionPolicy,
        now: UTCTime,
        _ catalog: BackupCatalog,
        _ inventory: WALInventory
    ) {
        let times = KnownTimes(catalog, inventory)
        let warnings = times.warnings(now)
        let now = times.bounded(now)
        let oldest = now.before(days: Self.abandonedDays)
        // Without `begun.json` too: a removal leaves such a folder, and a copy that is under way.
        let isAbandoned = { (folder: BackupCatalog.Incomplete) in
            folder.lastActivity.map { $0 < oldest } ?? true
        }
        abandoned = catalog.incomplete.filter(isAbandoned)
        underWay = catalog.incomplete.filter { !isAbandoned($0) }
        let retention = Retention(policy, now: now, catalog, inventory)
        let reasons = retention.reasons(underWay: underWay.compactMap(\.begun))
        let verdicts = catalog.backups.map { Verdict(backup: $0, reason: reasons[$0.name]) }
        self.verdicts = verdicts
        let kept = verdicts.filter { $0.reason != nil }.map(\.backup)
        wal = Self.unneeded(kept, underWay, inventory)
        self.warnings =
            kept.compactMap { Self.warning($0, catalog, retention.recoverable) } + warnings
            + ArchiveConcerns(catalog, inventory).sentences
    }

    /// The WAL that nobody needs; none where it is not known who needs what.
    private static func unneeded(
        _ kept: [BackupDescription],
        _ underWay: [BackupCatalog.Incomplete],
        _ inventory: WALInventory
    ) -> [WALInventory.Object] {
        // What does not say where it began may be a backup that somebody is copying here.
        guard underWay.allSatisfy({ $0.begun != nil }) else { return [] }
        // Without a backup nothing tells how far back WAL is of use; with segments of two sizes
        // a name means two places.
        guard let size = kept.last?.segmentSize,
            kept.allSatisfy({ $0.segmentBytes == size.bytes })
        else { return [] }
        let needed = NeededWAL(
            roots: kept.map { NeededWAL.Root($0) }
                + underWay.compactMap { $0.begun.map { NeededWAL.Root($0) } },
            histories: inventory.histories,
            size: size
        )
        return inventory.objects.filter { object in
            // History files are small, and every recovery may ask for any.
            object.file.file.segment.map { !needed.includes($0) } ?? false
        }.sorted { $0.name < $1.name }
    }

    private static func warning(
        _ backup: BackupDescription,
        _ catalog: BackupCatalog,
        _ recoverable: Set<BackupName>
    ) -> String? {
        if let defect = catalog.defect(of: backup) {
            return "backup \(backup.name) cannot be restored: \(defect)"
        }
        guard !recoverable.contains(backup.name) else { return nil }
        return "backup \(backup.name) cannot be recovered: some of its WAL, \(backup.startLSN) to"
            + " \(backup.stopLSN), is not in the archive (a lifecycle rule of the bucket?)"
    }
}

extension WALFileName {
    /// The segment that the file is, or belongs to; nil for a history file.
    package var segment: SegmentName? {
        switch self {
        case .segment(let segment), .partial(let segment), .backupLabel(let segment, _): segment
        case .history: nil
        }
    }
}
