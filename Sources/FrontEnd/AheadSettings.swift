internal import Archive
internal import Codec
internal import Config
internal import Lifecycle
internal import Spool
internal import Stores

extension Settings {
    /// For a server that answers over a network: what keeps a long link busy.
    private static let remoteJobs = 16
    private static let remoteFetchJobs = 8
    /// From so many files on there is a backlog, and time counts more than size.
    private static let backlog = 4
    /// 1.7 times as fast as level 1, and a quarter larger.
    private static let backlogLevel = -1
    /// Anonymous memory that all that is stored ahead at once may take, in bytes: at most half of it
    /// to compress, the rest for what is held before it is sent.
    private static let memory = 96 << 20
    private static let largestHeld = 16 << 20

    /// How many files a push stores at once, at most.
    var jobsOfPush: Int {
        // Twice, since one file is compressed while another one is synced.
        pushJobs ?? (isLocal ? 2 * Processors.count : Self.remoteJobs)
    }

    /// How many of them are compressed at once.
    var turnsOfPush: Int {
        max(1, min(Processors.count, jobsOfPush, Self.memory / 2 / memoryOfTurn))
    }

    private var memoryOfTurn: Int { FileEncoder.memory(compressionLevel: levelOfPush) }

    /// The archive's store for one thread of several.
    ///
    /// - Parameters:
    ///   - spool: where what was learnt of the server is kept.
    ///   - mayGoOn: whether what it transfers is still wanted.
    func openArchive(
        oneOf jobs: Int,
        for place: Place,
        spool: SpoolDirectory,
        mayGoOn: @escaping () -> Bool
    ) throws(StoreError) -> any Store {
        var surroundings = CallSurroundings(
            place,
            progress: Progress(),
            budget: Patience.shortestLimit
        ) { _ in }
        surroundings.remember(in: spool)
        surroundings.mayGoOn = mayGoOn
        let memory = Self.memory - turnsOfPush * memoryOfTurn
        surroundings.heldLimit = min(Self.largestHeld, memory / max(jobs, 1))
        return try openArchive(surroundings)
    }

    /// How many segments are fetched ahead at once.
    var jobsOfFetch: Int {
        // One processor is PostgreSQL's, which replays; and a container may have fewer than it sees.
        fetchJobs
            ?? (isLocal
                ? min(max(1, Processors.count - 1), Self.remoteFetchJobs) : Self.remoteFetchJobs)
    }

    /// zstd's level; nil stores plain bytes.
    var levelOfPush: Int? { compression == .zstd ? compressionLevel : nil }

    /// The level for files stored ahead, of which some number wait.
    func levelAhead(waiting: Int) -> Int? {
        guard let level = levelOfPush else { return nil }
        return source(of: .compressionLevel) != nil || waiting < Self.backlog
            ? level : Self.backlogLevel
    }

    private var isLocal: Bool {
        if case .directory = archive { true } else { false }
    }
}
