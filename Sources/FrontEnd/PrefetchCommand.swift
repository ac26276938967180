internal import Ahead
internal import Archive
internal import Cluster
internal import Config
internal import Files
internal import Lifecycle
internal import Spool
internal import Stores
internal import SystemPackage
internal import Threads
internal import WAL

/// The process that fetches ahead while PostgreSQL replays: wal-fetch itself, detached.
///
/// It prints nothing, ends within a second of the postmaster, and its status is 0 or 1.
struct PrefetchCommand {
    /// An argument that nobody gives by hand.
    private static let word = "--prefetch-for"
    /// The executable's name, the word, and its three values.
    private static let valueCount = 3

    private let invocation: Invocation
    private let dataPath: FilePath
    private let segment: SegmentName
    private let size: SegmentSize
    private let exit: @Sendable (CommandResult) -> Never

    /// The command line that starts it.
    static func words(_ dataPath: FilePath, _ segment: SegmentName, _ size: SegmentSize) -> [String]
    {
        [FetchCommand.name, word, dataPath.string, segment.description, "\(size.bytes)"]
    }

    /// Nil for any other command line.
    init?(_ invocation: Invocation, exit: @escaping @Sendable (CommandResult) -> Never) {
        let arguments = invocation.arguments
        guard arguments.count > Self.valueCount, arguments[0].text == Self.word,
            let segment = SegmentName(arguments[2].text),
            let size = UInt64(arguments[3].text).flatMap({ SegmentSize(bytes: $0) })
        else { return nil }
        self.invocation = Invocation(
            arguments: Array(arguments.dropFirst(Self.valueCount + 1)),
            environment: invocation.environment,
            workingDirectory: invocation.workingDirectory,
            defaultConfigFile: invocation.defaultConfigFile
        )
        dataPath = arguments[1].path
        self.segment = segment
        self.size = size
        self.exit = exit
    }

    /// Runs it to its end.
    func run() -> CommandResult {
        Signals.install(statusAfterTrap: 1, isDetached: true)
        guard let arguments = try? Arguments(invocation.arguments),
            let settings = try? Settings(arguments, invocation),
            let place = try? Place(dataPath.appending("pg_wal").appending("x"), invocation),
            let dataDirectory = place.dataDirectory, dataDirectory.mayBeFetchedFor,
            let postmaster = PostmasterFile(of: dataDirectory), !postmaster.isFirstProcess,
            let process = WatchedProcess(postmaster.processID),
            let system = place.system, let spool = place.spool(settings, for: .fetch),
            let archive = place.archive(settings)
        else { return CommandResult(status: 1) }
        DetachedProcess.leaveWorkingDirectory()
        let files = PrefetchedFiles(
            spool,
            system: system,
            url: archive,
            isGroupReadable: dataDirectory.isGroupReadable()
        )
        guard let lock = files.claim() else { return CommandResult(status: 0) }
        watch(process, dataDirectory, files)
        let workshop = FetchWorkshop(
            settings: settings,
            place: place,
            system: system,
            spool: spool,
            files: files,
            clock: PlainClock()
        )
        var prefetcher = Prefetcher(
            behind: segment,
            size: size,
            workshop: workshop,
            files: files,
            spool: spool
        )
        prefetcher.run()
        withExtendedLifetime(lock) { files.sweep(keeping: []) }
        return CommandResult(status: 0)
    }

    /// A second thread that ends the process with the server, however the first one hangs.
    private func watch(
        _ process: WatchedProcess,
        _ dataDirectory: DataDirectory,
        _ files: PrefetchedFiles
    ) {
        let exit = exit
        _ = Thread.start {
            while !process.hasEnded(within: Self.look) {
                if dataDirectory.mayBeFetchedFor { continue }
                // Recovery is over, or the server stops: what is left is of no use.
                files.sweep(keeping: [])
                break
            }
            exit(CommandResult(status: 0))
        }
    }

    /// How often it looks whether the server recovers still, in milliseconds.
    private static let look: Int32 = 200
}

/// The clock of a process that nobody waits for.
private final class PlainClock: CallClock, Sendable {
    var now: Duration { MonotonicTime.now }
    var mayBegin: Bool { true }
    func wait(_ duration: Duration) { MonotonicTime.wait(duration) }
}
