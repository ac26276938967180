package import WAL

/// Which segments are fetched ahead: those behind the last one that PostgreSQL got, up to an absent
/// one.
///
/// A value; the threads that work on it lock it.
package struct PrefetchSequence: Sendable {
    /// What became of a segment.
    package enum Outcome: Equatable, Sendable {
        /// It lies ready, verified.
        case ready
        /// It lay ready, verified, before anything was fetched.
        case found
        /// The archive does not have it. Forgotten as soon as PostgreSQL gets it after all.
        case absent
        /// It could not be fetched; why is told when PostgreSQL asks for it.
        case failed
    }

    private let size: SegmentSize
    /// The next one to begin; nil behind one that is absent.
    private var next: SegmentName?
    private var underway: [SegmentName] = []
    private var ready: [SegmentName] = []

    /// How far ahead it goes.
    package var window: PrefetchWindow

    /// Begins behind a segment.
    package init(behind segment: SegmentName, size: SegmentSize, window: PrefetchWindow) {
        self.size = size
        self.window = window
        next = segment.next(size: size)
    }

    /// Takes the next segment to fetch; nil when the window is full or the archive's end reached.
    package mutating func begin() -> SegmentName? {
        guard let segment = next, underway.count + ready.count < window.count else { return nil }
        next = segment.next(size: size)
        underway.append(segment)
        return segment
    }

    /// Notes what became of a segment.
    ///
    /// - Returns: false where it was no longer wanted: what was fetched of it may be removed by then.
    @discardableResult
    package mutating func end(_ segment: SegmentName, _ outcome: Outcome) -> Bool {
        guard let index = underway.firstIndex(of: segment) else { return false }
        underway.remove(at: index)
        switch outcome {
        case .ready, .found: ready.append(segment)
        case .absent, .failed: next = nil
        }
        return true
    }

    /// The segments that wait for PostgreSQL, the oldest first.
    package var waiting: [SegmentName] { ready.sorted() }

    /// All that the spool should hold.
    package var held: Set<SegmentName> { Set(underway + ready) }

    /// PostgreSQL took a segment.
    package mutating func take(_ segment: SegmentName) {
        ready.removeAll { $0 == segment }
        if ready.isEmpty { window.grow() }
    }

    /// PostgreSQL got a segment that did not lie ready: what follows it is wanted, perhaps on another
    /// timeline.
    package mutating func want(behind segment: SegmentName) {
        window.grow()
        guard let wanted = segment.next(size: size) else {
            next = nil
            return
        }
        let known = underway + ready
        // What is under way cannot be called back, but is no longer counted.
        underway.removeAll { !$0.follows(segment) }
        ready.removeAll { !$0.follows(segment) }
        guard known.contains(wanted) || next == wanted else {
            underway = []
            ready = []
            next = wanted
            return
        }
        if next == nil { next = (underway + ready).max()?.next(size: size) }
    }

    /// Whether nothing is under way.
    package var isIdle: Bool { underway.isEmpty }

    /// Whether nothing is under way, ready or to be begun.
    package var isOver: Bool { next == nil && underway.isEmpty && ready.isEmpty }
}

extension SegmentName {
    fileprivate func follows(_ other: Self) -> Bool {
        timeline == other.timeline && other.precedes(self)
    }
}
