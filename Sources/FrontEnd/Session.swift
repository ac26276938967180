internal import Archive
internal import Cluster
internal import Config
internal import Lifecycle
internal import Spool
internal import Stores
internal import SystemPackage
internal import WAL

/// Everything that one call works with, made from the settings and the place it is called in.
struct Session {
    let settings: Settings
    let place: Place
    let store: any Store
    let clock: WatchedClock
    let watch: Watch
    /// Nil for a call by hand.
    let dataDirectory: DataDirectory?
    let system: SystemIdentifier?
    let spool: SpoolDirectory?
    /// What the archive found odd.
    let remarks: Remarks

    /// What earlier calls learnt; nothing without a spool.
    var memory: any ArchiveMemory { spool.map { SpoolMemory($0) } ?? NoMemory() }

    /// The history files in the server's pg_wal; none for a call by hand.
    var localHistories: TimelineEndSearch.LocalHistories {
        { [dataDirectory] (timeline) throws(SourceError) in
            guard let dataDirectory else { return [] }
            return try dataDirectory.historyFiles(above: timeline)
        }
    }

    /// Prepares a call.
    ///
    /// - Parameters:
    ///   - place: the data directory and its cluster, if any.
    ///   - spool: its records, if any.
    ///   - budget: what the call may take before its first byte.
    ///   - size: bytes of the file that it moves; nil where that is not known.
    ///   - waiting: whose end ends the call; nil for none.
    ///   - heedsShutdown: whether a server that is stopping waits for us.
    ///   - end: ends the process for a reason that the watch found.
    init(
        _ settings: Settings,
        place: Place,
        spool: SpoolDirectory?,
        budget: Duration,
        size: UInt64?,
        waiting: WaitingProcess?,
        heedsShutdown: Bool,
        end: @escaping @Sendable (Watch.Reason) -> Never
    ) throws(CommandError) {
        let progress = Progress()
        let remarks = Remarks()
        var surroundings = CallSurroundings(place, progress: progress, budget: budget) {
            remarks.add($0)
        }
        surroundings.remember(in: spool)
        store = try Self.archive(settings, place, surroundings)
        self.spool = spool
        self.remarks = remarks
        self.settings = settings
        self.place = place
        dataDirectory = place.dataDirectory
        system = place.system
        watch = Watch(
            progress: progress,
            patience: Patience(budget: budget, size: size),
            waiting: waiting,
            isStopping: Self.shutdownQuestion(heedsShutdown ? place.dataDirectory : nil),
            end: end
        )
        clock = WatchedClock(watch: watch)
        watch.start()
    }

    /// Opens the archive, but not one in the server's data directory: there the "archived copy"
    /// would be the very file that PostgreSQL recycles.
    private static func archive(
        _ settings: Settings,
        _ place: Place,
        _ surroundings: CallSurroundings
    ) throws(CommandError) -> any Store {
        if case .directory(let path) = settings.archive,
            place.dataDirectory?.contains(path) == true
        {
            let source = settings.source(of: .archive).map { " (\($0))" } ?? ""
            throw CommandError(
                .usage,
                "the archive \"\(settings.archive)\"\(source) lies in the server's data directory"
                    + " HINT: Put it on another disk."
            )
        }
        do throws(StoreError) {
            return try settings.openArchive(surroundings)
        } catch {
            throw CommandError(.usage, error.description)
        }
    }

    /// Asks a data directory's server whether it is stopping; nil asks nobody.
    private static func shutdownQuestion(
        _ directory: DataDirectory?
    ) -> @Sendable () -> Bool {
        guard let directory else { return { false } }
        return { PostmasterFile(of: directory)?.isStopping ?? false }
    }
}
