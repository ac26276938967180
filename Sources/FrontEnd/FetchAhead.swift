internal import Ahead
internal import Archive
internal import Cluster
internal import Codec
internal import Config
internal import Files
internal import Lifecycle
internal import Spool
internal import Stores
internal import SystemPackage
internal import WAL

/// What wal-fetch has to do with segments that are fetched before PostgreSQL asks for them.
struct FetchAhead: Sendable {
    /// Between two looks at a segment that somebody is just fetching.
    private static let look: Int32 = 1
    /// For so long that may stand still before the call fetches the segment by itself.
    private static let standstill: Duration = .seconds(2)

    private let segment: SegmentName
    private let settings: Settings
    private let place: Place
    private let system: SystemIdentifier
    private let dataDirectory: DataDirectory
    private let spool: SpoolDirectory
    private let files: PrefetchedFiles
    private let invocation: Invocation

    /// Nil for what is no segment, and where there is no spool.
    init?(
        _ name: WALFileName,
        settings: Settings,
        place: Place,
        spool: SpoolDirectory?,
        invocation: Invocation
    ) {
        guard case .segment(let segment) = name, settings.fetchAhead != 0, let spool,
            let system = place.system, let dataDirectory = place.dataDirectory,
            let archive = place.archive(settings)
        else { return nil }
        self.segment = segment
        self.settings = settings
        self.place = place
        self.system = system
        self.dataDirectory = dataDirectory
        self.spool = spool
        self.invocation = invocation
        files = PrefetchedFiles(
            spool,
            system: system,
            url: archive,
            isGroupReadable: dataDirectory.isGroupReadable()
        )
    }

    /// Delivers the segment if it lies ready, or somebody is at it.
    ///
    /// - Parameters:
    ///   - waiting: the process that waits for us.
    ///   - limit: how long the call may take.
    /// - Returns: false where the call has to fetch it by itself.
    func deliver(
        to target: FileDelivery,
        waiting: WaitingProcess,
        limit: Duration
    ) -> Bool {
        let end = MonotonicTime.now + limit
        var progress: UInt64?
        var since = MonotonicTime.now
        while true {
            if let file = files.find(segment) {
                // What fails here fails again where it is told why.
                return (try? file.deliver(to: target)) ?? false
            }
            let now = MonotonicTime.now
            guard let present = files.progress(of: segment), now < end else {
                // It may have become ready between the two looks.
                guard let file = files.find(segment) else { return false }
                return (try? file.deliver(to: target)) ?? false
            }
            if present != progress { (progress, since) = (present, now) }
            guard now - since < Self.standstill, !waiting.hasEnded(within: Self.look) else {
                return false
            }
        }
    }

    /// Sees to it that what follows is fetched beside the segment itself: where a recovery begins,
    /// by the process that goes ahead, and by threads of this call where none may be left behind.
    ///
    /// - Returns: what such threads do; nil where there are none.
    func begin(_ session: Session, isStandby: Bool) -> GroupFetch? {
        guard isAllowed, let now = BootTime.now() else { return nil }
        let last = WantedSegment(in: spool)
        let goesOn = last?.isRecent(at: now) == true
        // A standby begins like one that keeps up: the second segment tells. A recovery wants all.
        guard goesOn || !isStandby,
            let size = goesOn ? last?.size : dataDirectory.segmentSize()
        else { return nil }
        if isFirstProcess {
            return files.claim().map { lock in
                GroupFetch(
                    behind: segment,
                    size: size,
                    workshop: workshop(clock: session.clock),
                    files: files,
                    lock: lock
                )
            }
        }
        if !goesOn {
            WantedSegment(segment: segment, size: size, moment: now).leave(in: spool)
            startProcess(size)
        }
        return nil
    }

    /// Notes that the call fetched the segment by itself, and sees to it that what follows lies
    /// ready.
    func fetched(_ file: SoundFile) {
        guard isAllowed, let size = SegmentSize(bytes: file.identity.size),
            let now = BootTime.now()
        else { return }
        let last = WantedSegment(in: spool)
        WantedSegment(segment: segment, size: size, moment: now).leave(in: spool)
        // Of this very segment `begin` left it, and the process is on its way.
        guard let last, last.segment != segment, last.isRecent(at: now), !isFirstProcess else {
            return
        }
        startProcess(size)
    }

    /// Leaves the process behind that goes ahead, unless there is one.
    private func startProcess(_ size: SegmentSize) {
        guard !files.isBeingFilled, let path = FileStatus.resolved(dataDirectory.path) else {
            return
        }
        _ = DetachedProcess.start(
            PrefetchCommand.words(path, segment, size) + invocation.arguments.map(\.text)
        )
    }

    private func workshop(clock: WatchedClock) -> FetchWorkshop {
        FetchWorkshop(
            settings: settings,
            place: place,
            system: system,
            spool: spool,
            files: files,
            clock: clock
        )
    }

    private var isFirstProcess: Bool {
        PostmasterFile(of: dataDirectory)?.isFirstProcess == true
    }

    /// Only for a server that recovers, as long as it lives.
    private var isAllowed: Bool { dataDirectory.mayBeFetchedFor }
}

extension DataDirectory {
    /// Whether a server lives that recovers from the archive and does not stop.
    var mayBeFetchedFor: Bool {
        guard let postmaster = PostmasterFile(of: self), postmaster.isAlive,
            !postmaster.isStopping
        else { return false }
        return (try? isRecovering()) == true
    }
}
