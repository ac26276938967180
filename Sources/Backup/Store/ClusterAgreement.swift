package import Archive
package import WAL

/// Makes sure that backups and an archive are one cluster's, before what one of them says decides
/// what is removed from the other.
package struct ClusterAgreement {
    private let archive: any ObjectStore
    private let inventory: WALInventory
    private let dataDirectory: SystemIdentifier?

    /// Asks for an archive.
    ///
    /// - Parameters:
    ///   - inventory: what was listed of it.
    ///   - dataDirectory: the cluster in whose data directory the call is made; nil elsewhere.
    package init(
        archive: any ObjectStore,
        _ inventory: WALInventory,
        dataDirectory: SystemIdentifier?
    ) {
        self.archive = archive
        self.inventory = inventory
        self.dataDirectory = dataDirectory
    }

    /// Makes sure that the archive is the data directory's, where there is one.
    package func checkDataDirectory() throws(BackupError) {
        guard let dataDirectory else { return }
        let owner = try owner()
        guard owner == dataDirectory else {
            throw .refused(
                "the archive \"\(archive.url)\" is of cluster \(owner), and this data directory is"
                    + " of cluster \(dataDirectory) HINT: Compare the setting archive with this"
                    + " server's archive_command."
            )
        }
    }

    /// Makes sure that the archive, the data directory and all backups are one cluster's, and that
    /// every backup tells what it needs.
    package func check(_ backups: any ObjectStore, _ catalog: BackupCatalog) throws(BackupError) {
        try checkDataDirectory()
        // The newest, of several.
        if let (name, reason) = catalog.unreadable.max(by: { $0.key < $1.key }) {
            throw .damaged(
                "\(backups.url)/\(name)",
                reason: "nothing tells which WAL this backup needs, since \(reason)"
                    + " HINT: Bring its description back from a copy, or remove its folder if it"
                    + " may go."
            )
        }
        guard let system = try system(of: backups, catalog) else { return }
        let owner = try owner()
        guard owner == system else {
            throw .refused(
                "the archive \"\(archive.url)\" is of cluster \(owner), and the backups in"
                    + " \"\(backups.url)\" are of cluster \(system) HINT: Set archive and backups"
                    + " to those of one cluster."
            )
        }
    }

    /// Makes sure that a place is one of backups: an empty one may be an unmounted disk.
    package static func checkPlace(_ backups: any ObjectStore) throws(BackupError) {
        let marker = try BackupError.store { () throws(StoreError) in
            try backups.clusterMarker()
        }
        guard marker == nil else { return }
        throw .store(
            StoreError(
                .permanent,
                "\"\(backups.url)\" holds no backups, so nothing tells which WAL they need",
                hint: "Is it mounted? Where no backup is ever taken, leave the setting backups out."
            )
        )
    }

    /// Whose the backups are; nil where there are none.
    private func system(
        of backups: any ObjectStore,
        _ catalog: BackupCatalog
    ) throws(BackupError) -> SystemIdentifier? {
        var systems = Set(catalog.backups.map(\.system))
        systems.formUnion(catalog.incomplete.compactMap(\.begun?.system))
        guard !systems.isEmpty else { return nil }
        let marker = try BackupError.store { () throws(StoreError) in
            try backups.clusterMarker()
        }
        if let marker { systems.insert(marker.system) }
        guard systems.count == 1 else {
            let names = systems.map(\.description).sorted().joined(separator: " and ")
            throw .refused(
                "\"\(backups.url)\" holds the backups of clusters \(names)"
                    + " HINT: Give every cluster a place of its own."
            )
        }
        return systems.first
    }

    /// Whose the archive is, which must hold WAL and tell it.
    private func owner() throws(BackupError) -> SystemIdentifier {
        let segments = inventory.objects.compactMap(\.segment)
        guard !segments.isEmpty else {
            throw .store(
                StoreError(
                    .permanent,
                    "the archive \"\(archive.url)\" holds no WAL, so nothing tells what is needed",
                    hint: "Check the setting archive, and that the archive is mounted."
                )
            )
        }
        if let owner = try archive.owner(of: segments) { return owner }
        throw .store(
            StoreError(
                .permanent,
                "the archive \"\(archive.url)\" does not say whose WAL it holds",
                hint: "Push a file with wal-push, which marks the archive."
            )
        )
    }
}

extension ObjectStore {
    /// Whose archive this is: by its marker, or else by the newest segments of its timelines.
    ///
    /// - Parameter segments: those that it holds; none where the marker alone is to be asked.
    /// - Returns: nil where neither tells.
    func owner(of segments: [SegmentName]) throws(BackupError) -> SystemIdentifier? {
        let marker = try BackupError.store { () throws(StoreError) in try clusterMarker() }
        if let marker { return marker.system }
        let newest = Dictionary(segments.map { ($0.timeline, $0) }, uniquingKeysWith: max)
        var systems: Set<SystemIdentifier> = []
        for segment in newest.values.sorted().suffix(ownerSegmentLimit) {
            guard let system = try WALInventory.system(of: segment, in: self) else { continue }
            systems.insert(system)
        }
        guard systems.count <= 1 else {
            let names = systems.map(\.description).sorted().joined(separator: " and ")
            throw .refused(
                "the archive \"\(url)\" holds WAL of clusters \(names)"
                    + " HINT: Give every cluster an archive of its own."
            )
        }
        return systems.first
    }
}

/// Segments that are opened to learn whose an archive is, of as many timelines.
private let ownerSegmentLimit = 16
