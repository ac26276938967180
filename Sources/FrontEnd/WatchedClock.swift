internal import Archive
internal import Lifecycle

/// The clock of a call that is watched.
final class WatchedClock: CallClock, Sendable {
    /// A wait is cut into pieces, so that a shutdown is noticed within one.
    private static let piece: Duration = .milliseconds(500)

    private let watch: Watch

    init(watch: Watch) {
        self.watch = watch
    }

    var now: Duration { MonotonicTime.now }

    var mayBegin: Bool { watch.allowsAnotherTry }

    func wait(_ duration: Duration) {
        let end = now + duration
        while mayBegin {
            let rest = end - now
            guard rest > .zero else { return }
            MonotonicTime.wait(min(rest, Self.piece))
        }
    }
}
