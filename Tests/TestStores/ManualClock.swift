import Archive

/// A clock that nobody waits for: it moves only when it is waited on.
package final class ManualClock: CallClock {
    package private(set) var now: Duration = .zero
    /// What was waited, in order.
    package private(set) var waits: [Duration] = []
    /// When the server begins to stop; nil for never.
    private let stopTime: Duration?
    /// What happens elsewhere meanwhile.
    private let meanwhile: (Duration) -> Void

    /// Makes a clock.
    ///
    /// - Parameters:
    ///   - stopTime: from then on nothing may begin.
    ///   - meanwhile: called after each wait with the time that it is then.
    package init(
        stopTime: Duration? = nil,
        meanwhile: @escaping (Duration) -> Void = { _ in }
    ) {
        self.stopTime = stopTime
        self.meanwhile = meanwhile
    }

    package var mayBegin: Bool { stopTime.map { now < $0 } ?? true }

    package func wait(_ duration: Duration) {
        waits.append(duration)
        let end = now + duration
        now = stopTime.map { max(now, min(end, $0)) } ?? end
        meanwhile(now)
    }

    /// Lets time pass in which nobody waits: a call that takes long.
    package func advance(by duration: Duration) { now += duration }
}
