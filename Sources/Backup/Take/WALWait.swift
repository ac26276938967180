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

    /// Waits for the segments of a timeline from one position up to another.
    ///
    /// - Parameter notice: called once, if there is something to wait for.
    package func wait(
        for range: Range<LSN>,
        of timeline: TimelineID,
        size: SegmentSize,
        notice: (String) -> Void
    ) throws(BackupError) {
        let objects = try archive.objects()
        let clock = ThreadClock()
        let end = clock.now + limit
        var missing = Self.segments(range, timeline, size)
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
                let names = missing.prefix(Self.nameLimit).map(\.description)
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

    /// The segments that hold the bytes of a range.
    static func segments(
        _ range: Range<LSN>,
        _ timeline: TimelineID,
        _ size: SegmentSize
    ) -> [SegmentName] {
        let first = range.lowerBound.rawValue / size.bytes
        let last = max(range.upperBound.rawValue, 1) - 1
        return (first...max(first, last / size.bytes)).map { number in
            SegmentName(timeline: timeline, containing: LSN(number &* size.bytes), size: size)
        }
    }

    private func stillMissing(
        _ names: [SegmentName],
        in objects: any ObjectStore
    ) throws(BackupError) -> [SegmentName] {
        guard let first = names.first?.description, let last = names.last?.description else {
            return []
        }
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
        return names.filter { !there.contains($0.description) }
    }
}
