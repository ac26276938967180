internal import Ahead
internal import Archive
internal import Config
internal import Files
internal import Spool
internal import Stores
internal import WAL

/// Makes what each thread works with that fetches ahead.
struct FetchWorkshop: Sendable {
    let settings: Settings
    let place: Place
    let system: SystemIdentifier
    let spool: SpoolDirectory
    let files: PrefetchedFiles
    let clock: any CallClock & Sendable

    /// Segments at once.
    var jobs: Int { settings.jobsOfFetch }

    /// How far ahead it may go.
    func window(_ size: SegmentSize) -> PrefetchWindow {
        let room = (try? files.space()).map { PrefetchWindow.limit(size: size, space: $0) } ?? 0
        return PrefetchWindow(limit: min(room, settings.fetchAhead), jobs: jobs)
    }

    /// How many at once.
    func pace(_ size: SegmentSize) -> PrefetchPace {
        PrefetchPace(remembered: number.value(), jobs: jobs, segmentSize: size)
    }

    /// Leaves that number for the next process.
    func leave(_ size: Int) { number.leave(size) }

    private var number: SpoolNumber { SpoolNumber("fetch-group", in: spool) }

    /// For how many segments there is room still.
    func room(_ size: SegmentSize) -> Int {
        ((try? files.space()).map { Int(clamping: $0.free / size.bytes) }) ?? 0
    }

    /// What one thread works with.
    func makeWork() -> Prefetch.Work {
        let store = try? settings.openArchive(oneOf: jobs, for: place, spool: spool) { true }
        guard let store else { return { _ in .failed } }
        let options = Fetch.Options(
            checksWAL: settings.checkWAL,
            acceptedGap: nil,
            retry: RetryPolicy(budget: .zero),
            gapQuestions: 0
        )
        let fetch = Fetch(
            stores: [store],
            memory: NoMemory(),
            clock: clock,
            options: options,
            system: system
        ) { false }
        return { segment in
            // An earlier process may have left it.
            if files.find(segment) != nil { return .found }
            guard let target = try? files.target(segment) else { return .failed }
            defer { target.giveUp() }
            do throws(FetchError) {
                return try fetch.runAhead(.segment(segment), target: target) == nil
                    ? .absent : .ready
            } catch {
                return .failed
            }
        }
    }
}
