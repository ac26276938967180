internal import Archive
internal import Codec
internal import Synchronization
internal import Threads

/// Proves with two writers at the same moment that an object is created once and never replaced.
///
/// The object's key and its bytes are always the same: where it is there already both must be
/// refused, and where they are not, nothing was lost.
struct CreateOnceCheck: Sendable {
    static let contents = Array(
        "wal-archive check writes this to prove that nothing replaces an object.\n".utf8
    )
    private static let writers = 2

    let open: ArchiveCheck.Opening
    let testsThenPuts: Bool

    private typealias Attempt = Result<CreateOutcome, StoreError>

    func run() -> [Check] {
        let attempts = race()
        for case .failure(let error) in attempts {
            return [
                .failed("write", .refused, error.reason, advice: error.hint),
                .skipped("read back", "since nothing could be written"),
                .skipped("create once", "since nothing could be written"),
            ]
        }
        let created = attempts.count { (try? $0.get()) == .created }
        return [written(created), readBack(), once(created)]
    }

    /// Two threads, since one after the other proves less.
    private func race() -> [Attempt] {
        let attempts = Mutex<[Attempt]>([])
        let done = Semaphore(count: 0)
        let write: @Sendable () -> Void = {
            let attempt = put()
            attempts.withLock { $0.append(attempt) }
            done.signal()
        }
        for _ in 0..<Self.writers {
            let isStarted = Thread.start(write)
            if !isStarted { write() }
        }
        for _ in 0..<Self.writers { done.wait() }
        return attempts.withLock { $0 }
    }

    private func put() -> Attempt {
        do throws(StoreError) {
            let staged = try open().stage(.check)
            try staged.write(unsafe Self.contents.span.bytes)
            return .success(try staged.publish(identity: nil, form: .plain))
        } catch {
            return .failure(error)
        }
    }

    private func written(_ created: Int) -> Check {
        guard created == 0, testsThenPuts else {
            return .passed(
                "write",
                created == 0
                    ? "\"\(ObjectKey.check)\" may be written and is there already"
                    : "\"\(ObjectKey.check)\" was written"
            )
        }
        return .skipped("write", "\"\(ObjectKey.check)\" is there already")
    }

    private func readBack() -> Check {
        do throws(StoreError) {
            let found = try open().contents(of: .check, limit: Self.contents.count + 1)
            guard let found else {
                return .failed(
                    "read back",
                    .unsafe,
                    "\"\(ObjectKey.check)\" was written and is absent",
                    advice: "This server forgets what it confirmed: do not archive there."
                )
            }
            guard found == Self.contents else {
                return .failed(
                    "read back",
                    .unsafe,
                    "\"\(ObjectKey.check)\" has other contents than were written",
                    advice: "Remove it and check again; if it differs again, do not archive there."
                )
            }
            return .passed("read back", "every byte is as it was written")
        } catch {
            return .failed("read back", .refused, error.reason, advice: error.hint)
        }
    }

    private func once(_ created: Int) -> Check {
        let name = "create once"
        if testsThenPuts {
            return .warning(
                name,
                "create_once = 'test-then-put' does not ask the archive for it",
                advice: "Of two servers that archive the same name at the same moment one file is"
                    + " lost; leave it only where nobody else ever archives here."
            )
        }
        switch created {
        case 0: return .passed(name, "two writers at once were both refused, for it was there")
        case 1: return .passed(name, "of two writers at once one was refused")
        default:
            return .failed(
                name,
                .unsafe,
                "the archive let two writers create the same object",
                advice: "It ignores the condition; does the bucket keep versions? Set"
                    + " create_once = 'test-then-put' if nobody else ever archives here: two"
                    + " writers at the same moment may then both win, and one file is lost."
            )
        }
    }
}
