/// Tells an operation that hangs from one that is slow: nothing of it moved for so long, and it did
/// not end.
package struct Standstill: Sendable {
    /// An fsync may be quiet for as long as a busy disk needs for everybody's bytes, even where the
    /// limit is shorter.
    package static let shortestSyncLimit: Duration = .seconds(300)

    private let limit: Duration
    private var last: Progress.Sample?
    private var since: Duration = .zero

    /// Begins to look.
    ///
    /// - Parameter limit: how long nothing may move.
    package init(limit: Duration) {
        self.limit = limit
    }

    /// Looks at what one thread is doing.
    ///
    /// - Parameter now: a time that does not go back.
    /// - Returns: how long it has been standing still, once that is too long.
    package mutating func judge(_ sample: Progress.Sample, now: Duration) -> Duration? {
        guard sample == last, sample.phase != .idle else {
            last = sample
            since = now
            return nil
        }
        let limit = sample.phase == .syncing ? max(limit, Self.shortestSyncLimit) : limit
        return now - since >= limit ? now - since : nil
    }
}
