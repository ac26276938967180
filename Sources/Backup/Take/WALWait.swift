internal import Archive
package import WAL

/// Waits until the WAL that a backup needs is in the archive.
package struct WALWait: Sendable {
    /// Between two looks: doubled each time, since an archiver that works needs a moment only.
    private static let firstPause: Duration = .milliseconds(50)
    private static let longestPause: Duration = .seconds(1)
    /// Names in a message.
    private static let nameLimit = 3

    /// The archive.
    package let archive: BackupPlace
    /// How long to wait.
    package let limit: Duration
    /// What to do when it does not come.
    package let hint: String

    /// Makes a wait.
    package init(archive: BackupPlace, limit: Duration, hint: String) {
        self.archive = archive
        self.limit = limit
        self.hint = hint
    }

    /// Waits for the segments from one position up to another.
    ///
    /// - Parameters:
    ///   - timeline: the one on which the first position lies.
    ///   - last: the one on which the last lies; another one's history is waited for first.
    ///   - notice: called with what there is to wait for.
    /// - Returns: the segments.
    @discardableResult
    package func wait(
        for range: Range<LSN>,
        of timeline: TimelineID,
        to last: TimelineID,
        size: SegmentSize,
        notice: (String) -> Void
    ) throws(BackupError) -> [SegmentName] {
        let objects = try archive.objects()
        let end = ThreadClock().now + limit
        let path: TimelinePath
        if last == timeline {
            path = TimelinePath(staying: timeline)
        } else {
            let file = WALFileName.history(last)
            try wait(for: [file.description], in: objects, until: end, notice)
            path = try way(range, from: timeline, to: last, in: objects)
        }
        let segments = path.segments(of: range, size: size)
        for timeline in path.stretches.map(\.timeline) {
            let names = segments.filter { $0.timeline == timeline }.map(\.description)
            try wait(for: names, in: objects, until: end, notice)
        }
        return segments
    }

    /// The way that a backup's WAL takes over the timelines that a history file names.
    private func way(
        _ range: Range<LSN>,
        from timeline: TimelineID,
        to last: TimelineID,
        in objects: any ObjectStore
    ) throws(BackupError) -> TimelinePath {
        let name = ObjectName(ObjectKey(.history(last)))
        let history = try WALInventory.history(name, last, in: objects)
        guard let path = TimelinePath(to: last, histories: [last: history]),
            path.contains(timeline, upTo: range.lowerBound),
            path.contains(last, upTo: range.upperBound)
        else {
            throw .refused(
                "the backup began at \(range.lowerBound) on timeline \(timeline), and ended at"
                    + " \(range.upperBound) on timeline \(last), which does not descend from there"
                    + " HINT: Take another one."
            )
        }
        return path
    }

    /// Waits for files whose names begin alike.
    private func wait(
        for names: [String],
        in objects: any ObjectStore,
        until end: Duration,
        _ notice: (String) -> Void
    ) throws(BackupError) {
        let clock = ThreadClock()
        var missing = names
        var hasNoticed = false
        var pause = Self.firstPause
        while true {
            missing = try stillMissing(missing, in: objects)
            guard let first = missing.first else { return }
            // What takes a moment is not worth a line.
            if !hasNoticed, pause == Self.longestPause {
                hasNoticed = true
                let more = missing.count > 1 ? " and \(missing.count - 1) more" : ""
                notice("waiting for \(first)\(more) in \"\(archive.url)\"")
            }
            guard clock.now < end else {
                let names = missing.prefix(Self.nameLimit)
                let more =
                    missing.count > names.count ? " and \(missing.count - names.count) more" : ""
                throw .missingWAL(
                    "the archive \"\(archive.url)\" does not have \(names.joined(separator: ", "))"
                        + "\(more), without which the backup is of no use, after"
                        + " \(Int64(limit / .seconds(1))) s HINT: \(hint)"
                )
            }
            clock.wait(pause)
            pause = min(pause * 2, Self.longestPause)
        }
    }

    /// Makes sure that segments that came are there still.
    func confirm(_ segments: [SegmentName]) throws(BackupError) {
        let objects = try archive.objects()
        for names in Dictionary(grouping: segments, by: \.timeline).values {
            let missing = try stillMissing(names.map(\.description), in: objects)
            guard let first = missing.min() else { continue }
            throw .missingWAL(
                "\(first) was removed from the archive \"\(archive.url)\" while the backup was taken"
                    + " HINT: Take another one, and look who removes what there."
            )
        }
    }

    /// Makes sure that the archive is a cluster's, as far as it tells.
    ///
    /// - Parameter segment: one that it holds; nil where its marker alone is to be asked.
    func prove(_ system: SystemIdentifier, by segment: SegmentName?) throws(BackupError) {
        let owner = try archive.objects().owner(of: segment.map { [$0] } ?? [])
        guard let owner, owner != system else { return }
        throw .refused(
            "the archive \"\(archive.url)\" is of cluster \(owner), and this is cluster \(system)"
                + " HINT: Set archive to where this server's archive_command stores its WAL."
        )
    }

    private func stillMissing(
        _ names: [String],
        in objects: any ObjectStore
    ) throws(BackupError) -> [String] {
        guard let first = names.first, let last = names.last else { return [] }
        // What all have in common bounds the listing.
        let prefix = String(zip(first, last).prefix { $0.0 == $0.1 }.map(\.0))
        var there: Set<String> = []
        do throws(StoreError) {
            try objects.list(prefix: prefix) { listed in
                there.insert(listed.name.description)
                return true
            }
        } catch {
            throw .store(error)
        }
        return names.filter { !there.contains($0) }
    }
}
