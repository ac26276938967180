internal import Archive
internal import Backup
internal import Config
internal import FrontEnd
internal import Monitoring
internal import WAL

/// Finds out what an archive holds, by one listing, and what it makes of the base backups.
struct Holdings {
    let holdings: ArchivingStatus.Part<ArchivingStatus.Holdings>
    let backups: ArchivingStatus.Part<BaseBackups>

    /// Asks nobody.
    static var notAsked: Self { Self(holdings: .notAsked, backups: .notAsked) }

    private init(
        holdings: ArchivingStatus.Part<ArchivingStatus.Holdings>,
        backups: ArchivingStatus.Part<BaseBackups>
    ) {
        self.holdings = holdings
        self.backups = backups
    }

    /// Lists an archive and the place of base backups.
    ///
    /// - Parameters:
    ///   - lastArchived: the file that the server counts as archived last.
    ///   - session: the places that the settings name.
    init(of archive: WatchedArchive, lastArchived: String?, session: BackupSession) {
        do throws(StoreError) {
            let store = try archive.open()
            let inventory = try Inventory(of: store)
            let lineage = try Lineage(of: inventory, in: store, system: nil)
            let owner = try Self.owner(inventory, in: store)
            let found = ArchivingStatus.Holdings(
                files: inventory.count,
                owner: owner,
                wal: try Self.unbroken(inventory, lineage, in: store),
                lost: lastArchived.flatMap { inventory.lacks($0) ? $0 : nil }
            )
            self.init(
                holdings: .known(found),
                backups: Self.backups(session, inventory, lineage, owner)
            )
        } catch {
            self.init(holdings: .failed(error.description), backups: .notAsked)
        }
    }

    /// Whose archive it is: its marker tells, or else the newest segment.
    private static func owner(
        _ inventory: Inventory,
        in store: any Store
    ) throws(StoreError) -> SystemIdentifier? {
        if let marker = try store.marker() { return marker.system }
        guard let newest = inventory.segments.max() else { return nil }
        return try store.systemOfSegment(newest)
    }

    private static func unbroken(
        _ inventory: Inventory,
        _ lineage: Lineage,
        in store: any Store
    ) throws(StoreError) -> UnbrokenWAL? {
        guard let newest = inventory.segments.max(),
            let size = try store.sizeOfSegment(newest)
        else { return nil }
        return UnbrokenWAL(
            segments: inventory.segments,
            history: lineage.histories[newest.timeline],
            size: size
        )
    }

    private static func backups(
        _ session: BackupSession,
        _ inventory: Inventory,
        _ lineage: Lineage,
        _ owner: SystemIdentifier?
    ) -> ArchivingStatus.Part<BaseBackups> {
        guard session.settings.backups != nil else { return .notAsked }
        let catalog: BackupCatalog
        let wal: WALInventory
        do throws(CommandError) {
            catalog = try session.catalog()
            // Where there is one timeline, nobody need ask on which the server lives.
            let isOne = inventory.timelines.allSatisfy { $0.rawValue == 1 }
            wal = try isOne ? WALInventory(objects: [], histories: [:]) : session.inventory()
        } catch {
            return .failed(error.reason)
        }
        let life = TimelineLife(catalog, wal)
        let living = life.living(of: life.timelines).first
        let recoverable = RecoverableBackup.all(
            of: catalog,
            segments: inventory.segments,
            histories: lineage.histories,
            living: living
        ).filter { owner == nil || $0.backup.system == owner }
        return .known(
            BaseBackups(
                url: session.backups.url,
                count: catalog.backups.count,
                unrecoverable: catalog.backups.count - recoverable.count,
                defect: catalog.newestDefect,
                stranger: catalog.backups.map(\.system).last { owner != nil && $0 != owner },
                newestTime: catalog.backups.last?.stopTime.seconds,
                span: RecoverableSpan(recoverable, living: living).map { BaseBackups.Span($0) },
                concerns: ArchiveConcerns(catalog, wal).sentences
            )
        )
    }
}

extension BaseBackups.Span {
    /// The same for a status.
    fileprivate init(_ span: RecoverableSpan) {
        self.init(
            oldest: span.oldest.name.description,
            start: span.oldest.stopLSN,
            startTime: span.oldest.stopTime.seconds,
            end: span.end,
            gap: span.gap
        )
    }
}

extension Inventory {
    /// Whether a file that was archived is certainly not there: a `.partial` may have been kept
    /// under another name.
    fileprivate func lacks(_ name: String) -> Bool {
        switch WALFileName(name) {
        case nil, .partial: false
        case .segment(let segment): !holds(segment)
        case let file?: !others.contains { $0.name == ArchivedFileName(file) }
        }
    }
}
