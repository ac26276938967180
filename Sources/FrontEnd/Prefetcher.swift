internal import Ahead
internal import Lifecycle
internal import Spool
internal import WAL

/// Keeps a window ahead of PostgreSQL filled: sees what it takes, and goes on behind that.
struct Prefetcher {
    /// Between two looks at what PostgreSQL took, in milliseconds: less than a segment's replay.
    private static let look = 10
    /// Without anything taken for so long, replay has stopped, at a target perhaps.
    private static let longestRest: Duration = .seconds(60)

    private let prefetch: Prefetch
    private let workshop: FetchWorkshop
    private let room: () -> Int
    private let files: PrefetchedFiles
    private let spool: SpoolDirectory
    private var wanted: WantedSegment?
    private var lastChange = MonotonicTime.now
    /// How many segments at once were noted for the next process.
    private var leftSize: Int?

    /// Prepares for what follows a segment.
    init(
        behind segment: SegmentName,
        size: SegmentSize,
        workshop: FetchWorkshop,
        files: PrefetchedFiles,
        spool: SpoolDirectory
    ) {
        self.files = files
        self.spool = spool
        room = { workshop.room(size) }
        wanted = WantedSegment(in: spool)
        prefetch = Prefetch(
            PrefetchSequence(
                behind: wanted?.segment ?? segment,
                size: size,
                window: workshop.window(size)
            ),
            pace: workshop.pace(size),
            now: { MonotonicTime.now },
            makeWork: { workshop.makeWork() }
        )
        self.workshop = workshop
    }

    /// Runs until everything was taken and the archive has no more, or nobody takes anything.
    mutating func run() {
        prefetch.fill()
        while MonotonicTime.now - lastChange < Self.longestRest {
            prefetch.waitForProgress(upTo: Self.look)
            seeWhatWasTaken()
            seeWhatIsWanted()
            prefetch.withSequence { [room] in $0.window.keepFree(room()) }
            leaveSize()
            if prefetch.withSequence({ $0.isOver }) { return }
            prefetch.fill()
        }
    }

    private mutating func leaveSize() {
        let size = prefetch.size
        if size != leftSize { workshop.leave(size) }
        leftSize = size
    }

    private mutating func seeWhatWasTaken() {
        for segment in prefetch.withSequence({ $0.waiting }) {
            if files.has(segment) { return }
            prefetch.withSequence { $0.take(segment) }
            lastChange = MonotonicTime.now
        }
    }

    private mutating func seeWhatIsWanted() {
        let now = WantedSegment(in: spool)
        guard let now, now != wanted else { return }
        wanted = now
        lastChange = MonotonicTime.now
        prefetch.withSequence { $0.want(behind: now.segment) }
        files.sweep(keeping: prefetch.withSequence { $0.held })
    }
}
