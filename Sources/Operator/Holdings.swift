internal import Archive
internal import FrontEnd
internal import Monitoring
internal import WAL

/// Finds out what an archive holds, by one listing.
struct Holdings {
    let archive: WatchedArchive

    /// Lists the archive.
    ///
    /// - Parameter lastArchived: the file that the server counts as archived last.
    func found(lastArchived: String?) -> ArchivingStatus.Part<ArchivingStatus.Holdings> {
        do throws(StoreError) {
            return .known(try find(lastArchived: lastArchived))
        } catch {
            return .failed(error.description)
        }
    }

    private func find(lastArchived: String?) throws(StoreError) -> ArchivingStatus.Holdings {
        let store = try archive.open()
        var files = 0
        var segments: [SegmentName] = []
        var isThere = false
        try store.list(prefix: "", after: nil) { key in
            files += 1
            if let segment = key.segment { segments.append(segment) }
            if key.name == lastArchived { isThere = true }
            return true
        }
        return ArchivingStatus.Holdings(
            files: files,
            range: try range(of: segments, in: store),
            lost: isThere ? nil : lastArchived.flatMap(Self.certain)
        )
    }

    /// A `.partial` may have been kept under another name; other files keep theirs.
    private static func certain(_ name: String) -> String? {
        guard let file = WALFileName(name) else { return nil }
        if case .partial = file { return nil }
        return name
    }

    private func range(
        of segments: [SegmentName],
        in store: any Store
    ) throws(StoreError) -> RecoverableRange? {
        guard let newest = segments.max(), let size = try store.sizeOfSegment(newest) else {
            return nil
        }
        return RecoverableRange(
            segments: segments,
            history: try store.historyFile(of: newest.timeline, system: nil),
            size: size
        )
    }
}
