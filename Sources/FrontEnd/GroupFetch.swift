internal import Ahead
internal import Files
internal import Lifecycle
internal import Spool
internal import WAL

/// Segments that one call of wal-fetch brings into the spool beside the one that it was asked for,
/// where nothing may outlive the call.
final class GroupFetch {
    /// What was begun may take this much longer than the segment asked for.
    private static let patience = 2.0
    private static let shortestPatience: Duration = .milliseconds(200)

    private let prefetch: Prefetch
    private let workshop: FetchWorkshop
    /// Held as long as the group lives.
    private let lock: FileLock

    /// Begins the group.
    init(
        behind segment: SegmentName,
        size: SegmentSize,
        workshop: FetchWorkshop,
        files: PrefetchedFiles,
        lock: FileLock
    ) {
        self.lock = lock
        var window = workshop.window(size)
        window = PrefetchWindow(limit: min(window.limit, workshop.jobs), jobs: workshop.jobs)
        prefetch = Prefetch(
            PrefetchSequence(behind: segment, size: size, window: window),
            pace: workshop.pace(size),
            now: { MonotonicTime.now },
            makeWork: { workshop.makeWork() }
        )
        self.workshop = workshop
        prefetch.fill()
    }

    /// Waits for what was begun, and what may be begun after it, but not for long: replay waits
    /// meanwhile.
    ///
    /// - Parameter duration: what the segment asked for took.
    func finish(askedAfter duration: Duration) {
        let end =
            MonotonicTime.now + max(Self.shortestPatience, duration * Self.patience)
        while !prefetch.withSequence({ $0.isIdle }), MonotonicTime.now < end {
            prefetch.waitForProgress(upTo: 50)
        }
        workshop.leave(prefetch.size)
    }
}
