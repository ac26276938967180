package import WAL

/// The files of one call beside the one that it was asked for, and what became of them.
///
/// A value; the threads that work on it lock it.
package struct PushGroup: Sendable {
    /// What became of a file.
    package enum Outcome: Equatable, Sendable {
        /// It is in the archive and noted.
        case stored
        /// It was in the archive before, so an earlier call's note was lost.
        case found
        /// It could not be stored; why is told when PostgreSQL asks for it.
        case failed
        /// The archive has another file of this name: somebody else archives there, too.
        case refused
        /// There was no time to finish it.
        case givenUp
    }

    private var waiting: [WALFileName]
    private let time: GroupTime
    private var longest: Duration = .zero
    private var isClosed = false
    private var hasFailed = false
    private var hasGivenUp = false
    private var askedIsDone = false

    /// How many files may be under way at once.
    package private(set) var size: GroupSize
    /// How many are, without the one asked for.
    package private(set) var running = 0
    /// How many were stored.
    package private(set) var stored = 0

    /// Makes the group of one call.
    ///
    /// - Parameter names: in the order in which PostgreSQL is going to ask for them.
    package init(_ names: [WALFileName], size: GroupSize, time: GroupTime) {
        waiting = names.reversed()
        self.size = size
        self.time = time
    }

    /// Takes the next file that may be begun now; nil when none may.
    package mutating func begin(at now: Duration) -> WALFileName? {
        guard !isClosed, !hasFailed, running + (askedIsDone ? 0 : 1) < size.value,
            time.mayBegin(at: now, longest: longest), let name = waiting.popLast()
        else { return nil }
        running += 1
        return name
    }

    /// Notes what became of a file.
    ///
    /// - Parameter duration: what it took.
    package mutating func end(_ outcome: Outcome, after duration: Duration) {
        running -= 1
        switch outcome {
        case .stored:
            stored += 1
            longest = max(longest, duration)
            if duration <= time.longestOfMany { size.grow() }
        case .found: longest = max(longest, duration)
        case .failed: hasFailed = true
        case .refused:
            hasFailed = true
            close()
        case .givenUp: hasGivenUp = true
        }
        // Records that do not reach the calls are work done twice.
        if outcome == .found { size.collapse() }
    }

    /// The file that the call was asked for is stored.
    package mutating func finishAsked(after duration: Duration) {
        askedIsDone = true
        longest = max(longest, duration)
    }

    /// Whether a file that was begun may go on.
    package func mayGoOn(at now: Duration) -> Bool {
        !isClosed && time.mayGoOn(at: now, askedIsDone: askedIsDone)
    }

    /// Whether nothing is under way.
    package var isIdle: Bool { running == 0 }

    /// Begins nothing more, and gives up what is under way.
    package mutating func close() {
        isClosed = true
        if running > 0 { hasGivenUp = true }
    }

    /// The size for the next call.
    ///
    /// - Parameter askedFailed: whether the file that the call was asked for was not stored.
    package func sizeForNext(askedFailed: Bool) -> GroupSize {
        var next = size
        if askedFailed || hasFailed {
            next.collapse()
        } else if hasGivenUp {
            next.halve()
        }
        return next
    }
}
