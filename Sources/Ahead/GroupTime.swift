/// Until when a call may store what it was not asked for.
///
/// What it was asked for comes first: once that has taken the whole budget, the link is its own.
package struct GroupTime: Equatable, Sendable {
    /// Until then files are begun.
    package let lastBegin: Duration
    /// Until then those that were begun may go on, if the one asked for is done.
    package let end: Duration

    /// A file that takes longer shares a link that more files at once would not fill better, but
    /// might find no time to end on.
    package let longestOfMany: Duration

    /// Divides the time of one call.
    ///
    /// - Parameters:
    ///   - start: when it began.
    ///   - budget: for how long it begins files; what it began may take as long again.
    package init(start: Duration, budget: Duration) {
        lastBegin = start + budget
        end = lastBegin + budget
        longestOfMany = budget / 2
    }

    /// Whether another file may be begun.
    ///
    /// - Parameter longest: what the slowest file of this call took, so that none is begun in vain.
    package func mayBegin(at now: Duration, longest: Duration) -> Bool {
        now < lastBegin && now + longest <= end
    }

    /// Whether a file that was begun ahead may go on.
    package func mayGoOn(at now: Duration, askedIsDone: Bool) -> Bool {
        now < (askedIsDone ? end : lastBegin)
    }
}
