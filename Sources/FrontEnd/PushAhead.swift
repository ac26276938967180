internal import Ahead
internal import Archive
internal import Cluster
internal import Config
internal import Files
internal import Lifecycle
internal import Spool
internal import Stores
internal import SystemPackage
internal import WAL

/// What a call of wal-push stores beside the file that it was asked for.
struct PushAhead: Sendable {
    private static let sizeName = "group"

    private let settings: Settings
    private let place: Place
    private let system: SystemIdentifier
    private let dataDirectory: DataDirectory
    private let walDirectory: FilePath
    private let spool: SpoolDirectory
    private let records: PushRecords
    private let watch: Watch
    private let names: [WALFileName]
    private let turns: Turns
    private let gate = PublishGate()
    /// Whether an earlier push found the archive to be this cluster's, a short time ago: else the
    /// file asked for is stored first, and what that finds out counts for all.
    private let isProven: Bool

    /// Looks for files that wait too; nil where nothing may be stored ahead.
    ///
    /// - Parameters:
    ///   - name: %f, the file that the call was asked for.
    ///   - path: %p.
    init?(beside name: WALFileName, at path: FilePath, in session: Session) {
        let settings = session.settings
        let walDirectory = path.removingLastComponent()
        // Only for PostgreSQL's archiver: nobody else asks for the other files afterwards.
        guard settings.pushAhead > 0, settings.jobsOfPush > 1, case .segment = name,
            let spool = session.spool, let system = session.system,
            let dataDirectory = session.dataDirectory, !session.watch.sawStopping,
            path.lastComponent?.string == name.description,
            ReadyFiles.isMarked(name, in: walDirectory)
        else { return nil }
        self.settings = settings
        place = session.place
        self.system = system
        self.dataDirectory = dataDirectory
        self.walDirectory = walDirectory
        self.spool = spool
        watch = session.watch
        turns = Turns(count: settings.turnsOfPush)
        let archive = session.store.canonicalURL
        let records = PushRecords(spool, system: system, url: archive)
        self.records = records
        let marked = ReadyFiles(in: walDirectory, limit: settings.pushAhead + 1).names
        records.sweep(keeping: Set(marked.map(\.description)))
        if (try? dataDirectory.isRecovering()) == false {
            PrefetchedFiles(spool, system: system, url: archive, isGroupReadable: false)
                .removeAbandoned()
        }
        let known = SpoolMemory(spool).record(of: archive)
        let archiveID = known?.archiveID
        isProven = archiveID != nil && known?.isRecent == true
        names = marked.filter { other in
            // A new timeline begins with its history file, which another server may have, too.
            guard other != name, other.timeline == name.timeline else { return false }
            let path = walDirectory.appending(other.description)
            guard let archiveID, let file = (try? FileStatus.of(path)) ?? nil else { return true }
            return !records.hasArchived(other, file: file, archiveID: archiveID)
        }
        if names.isEmpty { return nil }
    }

    /// The size that earlier calls found good.
    private var size: GroupSize {
        GroupSize(
            remembered: SpoolNumber(Self.sizeName, in: spool).value(),
            limit: settings.jobsOfPush
        )
    }

    /// The group, which begins at once where the archive was proven to be this cluster's before.
    func begin() -> PushAheadGroup {
        let time = GroupTime(start: MonotonicTime.now, budget: settings.pushBudget)
        let watch = watch
        let group = GroupPush(
            PushGroup(names, size: size, time: time),
            gate: gate,
            now: { MonotonicTime.now },
            isStopping: { watch.sawStopping },
            makeWork: { makeWork(mayGoOn: $0) }
        )
        if isProven { group.start() }
        return PushAheadGroup(group: group, size: SpoolNumber(Self.sizeName, in: spool))
    }

    private var localHistories: TimelineEndSearch.LocalHistories {
        { [dataDirectory] (timeline) throws(SourceError) in
            try dataDirectory.historyFiles(above: timeline)
        }
    }

    /// What one thread works with.
    private func makeWork(mayGoOn: @escaping @Sendable () -> Bool) -> GroupPush.Work {
        let store = try? settings.openArchive(
            oneOf: settings.jobsOfPush,
            for: place,
            spool: spool,
            mayGoOn: mayGoOn
        )
        guard let store else { return { _ in .failed } }
        let memory = CallMemory(SpoolMemory(spool))
        let options = Push.Options(
            compressionLevel: settings.levelAhead(waiting: names.count),
            checksWAL: settings.checkWAL,
            retry: RetryPolicy(budget: .zero)
        )
        let push = Push(
            store: YieldingStore(store, turns: turns, gate: gate, mayGoOn: mayGoOn),
            memory: memory,
            clock: WatchedClock(watch: watch),
            options: options,
            system: system,
            localHistories: localHistories
        )
        return { name in
            let outcome = archive(name, push, memory)
            return outcome == .failed && !mayGoOn() ? .givenUp : outcome
        }
    }

    /// Stores one file and notes it.
    private func archive(
        _ name: WALFileName,
        _ push: Push,
        _ memory: CallMemory
    ) -> PushGroup.Outcome {
        var random = SystemRandomNumberGenerator()
        let path = walDirectory.appending(name.description)
        // What fails, or is to be remarked upon, is told when PostgreSQL asks for it.
        guard let source = try? FileSource(opening: path) else { return .failed }
        let outcome: PushOutcome
        do throws(RetryFailure<PushError>) {
            outcome = try push.run(name, source: source, random: &random)
        } catch {
            return error.last.isConflict ? .refused : .failed
        }
        guard outcome.remarks.isEmpty,
            let now = try? source.presentStatus(), now == source.status,
            let archiveID = memory.archiveID,
            records.note(name, file: now, archiveID: archiveID)
        else { return .failed }
        return outcome.way == .archived ? .stored : .found
    }
}

/// Files that are being stored ahead, and the size that such a group may have.
struct PushAheadGroup {
    fileprivate let group: GroupPush
    fileprivate let size: SpoolNumber

    /// Waits for them where this call stored the file asked for, and leaves the size for the next
    /// call; else gives them up: another server may be the archive's.
    func finish(_ way: PushOutcome.Way, askedAfter duration: Duration) {
        guard way == .archived else { return giveUp() }
        if let next = group.finish(askedAfter: duration) { size.leave(next.value) }
    }

    /// Gives them up, the file asked for not being stored.
    func giveUp() {
        if let next = group.giveUp() { size.leave(next.value) }
    }
}
