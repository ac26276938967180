internal import Archive
internal import WAL

/// Backups that began after a plan was made: nobody asked what they need.
struct Newcomers {
    /// Where each begins to need WAL.
    private let roots: [NeededWAL.Root]
    /// What they build on, and which does.
    let parents: [BackupName: BackupName]
    /// Whether one does not tell what it needs.
    private let isUntold: Bool

    /// Looks for folders that a catalog does not have.
    init(beside catalog: BackupCatalog, in place: any ObjectStore) throws(BackupError) {
        var names: Set<BackupName> = []
        try BackupError.store { () throws(StoreError) in
            try place.list(prefix: "") { listed in
                if let name = listed.name.folder.flatMap({ BackupName($0) }) { names.insert(name) }
                return true
            }
        }
        names.subtract(catalog.backups.map(\.name))
        names.subtract(catalog.incomplete.map(\.name))
        names.subtract(catalog.unreadable.keys)
        var roots: [NeededWAL.Root] = []
        var parents: [BackupName: BackupName] = [:]
        for name in names {
            if let begun = try BackupCatalog.begun(name, in: place) {
                roots.append(NeededWAL.Root(begun))
                if let parent = begun.parent { parents[parent] = name }
            }
        }
        self.roots = roots
        self.parents = parents
        isUntold = roots.count < names.count
    }

    /// Those of some files that none of them needs.
    ///
    /// - Parameter size: nil where it is not known, and then nothing tells.
    func unneeded(
        _ objects: ArraySlice<WALInventory.Object>,
        _ size: SegmentSize?
    ) -> [WALInventory.Object] {
        guard !roots.isEmpty || isUntold else { return Array(objects) }
        guard let size, !isUntold else { return [] }
        // Without histories any later timeline may descend from theirs.
        let needed = NeededWAL(roots: roots, histories: [:], size: size)
        return objects.filter { object in
            object.file.file.segment.map { !needed.includes($0) } ?? false
        }
    }
}
