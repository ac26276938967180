internal import Archive
internal import Files
internal import Synchronization
internal import SystemPackage
internal import Threads

/// One backup being unpacked into directories, several parts at once.
final class Unpacking: Sendable {
    /// How often a part is fetched whose transfer broke off, or that was damaged on the way.
    private static let tryLimit = 5

    private struct Task: Sendable {
        let archive: ArchiveDescription
        let tree: FileTree
        let number: Int
    }

    private struct State {
        var failure: BackupError?
        var links: Set<String> = []
    }

    private let backup: BackupDescription
    private let request: RestoreRequest
    private let journal: RestoreJournal
    private let checks: FileChecks?
    private let state = Mutex(State())
    private let ended = Semaphore(count: 0)

    init(
        _ backup: BackupDescription,
        _ request: RestoreRequest,
        journal: RestoreJournal,
        checks: FileChecks?
    ) {
        self.backup = backup
        self.request = request
        self.journal = journal
        self.checks = checks
    }

    /// Unpacks what the journal does not have yet.
    ///
    /// - Parameter tree: gives the directory of an archive.
    func run(_ tree: (ArchiveDescription) throws(BackupError) -> FileTree) throws(BackupError) {
        var tasks: [Task] = []
        for archive in backup.archives {
            let tree = try tree(archive)
            for number in archive.parts.indices {
                let part = ArchiveDescription.part(archive.file, number + 1)
                if journal.done.contains(part) {
                    request.progress(archive.parts[number].storedBytes)
                } else {
                    tasks.append(Task(archive: archive, tree: tree, number: number))
                }
            }
        }
        guard !tasks.isEmpty else { return }
        let threadLimit = min(request.threads, tasks.count)
        let queue = Channel<Task>(capacity: tasks.count)
        for task in tasks.farApart(lanes: threadLimit) { queue.send(task) }
        queue.close()
        var threads = 0
        for _ in 0..<threadLimit {
            if Thread.start({ [self] in work(queue) }) { threads += 1 }
        }
        guard threads > 0 else { throw .refused("could not start a thread") }
        for _ in 0..<threads { ended.wait() }
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    private func work(_ queue: Channel<Task>) {
        defer { ended.signal() }
        let objects: any ObjectStore
        do throws(BackupError) {
            objects = try request.place.objects()
        } catch {
            state.withLock { $0.failure = $0.failure ?? error }
            return
        }
        while let task = queue.receive() {
            guard state.withLock({ $0.failure == nil }) else { return }
            do throws(BackupError) {
                try unpack(task, from: objects)
            } catch {
                state.withLock { $0.failure = $0.failure ?? error }
            }
        }
    }

    private func unpack(_ task: Task, from objects: any ObjectStore) throws(BackupError) {
        let part = task.archive.parts[task.number]
        let file = ArchiveDescription.part(task.archive.file, task.number + 1)
        let name = try backup.name.object(file)
        var tries = 0
        while true {
            tries += 1
            let unpacker = try PartUnpacker(
                part,
                of: task.archive,
                into: task.tree,
                checks: checks
            )
            do throws(BackupError) {
                try StoredPart(part).read(name, from: objects) { unpacker.take($0) }
                try unpacker.finish()
                if unpacker.hasLeftOut { noticeLeftOut() }
                break
            } catch {
                if let failure = unpacker.failure { throw failure }
                guard error.mayGoBetter, tries < Self.tryLimit else { throw error }
                request.notice("\(error); fetching it once more")
            }
        }
        try journal.note(file)
        request.progress(part.storedBytes)
    }

    private func noticeLeftOut() {
        request.notice(
            "the backup has a \"\(RestoreLock.name)\", which a restore into the server's data"
                + " directory left there: it is left out, and pg_verifybackup misses it where the"
                + " manifest lists it"
        )
    }
}

extension BackupError {
    /// Whether another fetch may bring what this one did not.
    fileprivate var mayGoBetter: Bool {
        switch self {
        case .store(let error): error.kind == .transient
        case .damaged: true
        default: false
        }
    }
}
