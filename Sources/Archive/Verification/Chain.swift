package import Records
package import WAL

/// Joins segments that were read apart: each must go on where the one before ended.
///
/// Segments come in their order, by timeline and position; memory does not grow with them.
package struct Chain: Sendable {
    private struct Link: Sendable {
        let segment: SegmentName
        let tail: SegmentTail
    }

    private let size: SegmentSize
    /// For a timeline's first segment, the ancestor's one before it.
    private let branches: [SegmentName: SegmentName]
    private let branchPoints: Set<SegmentName>
    private var tails: [SegmentName: SegmentTail] = [:]
    private var last: Link?

    /// Begins before the first segment.
    package init(lineage: Lineage, size: SegmentSize) {
        self.size = size
        var branches: [SegmentName: SegmentName] = [:]
        for history in lineage.histories.values {
            guard let pair = Self.branch(history, size) else { continue }
            branches[pair.first] = pair.before
        }
        self.branches = branches
        branchPoints = Set(branches.values)
    }

    /// The segment before another one in the WAL that leads to it; nil for the very first.
    package func predecessor(of segment: SegmentName) -> SegmentName? {
        if let before = branches[segment] { return before }
        guard let number = segment.number(size: size), number > 0 else { return nil }
        return SegmentName(timeline: segment.timeline, number: number - 1, size: size)
    }

    /// Joins the next segment to the one before it, where that has passed and was sound.
    ///
    /// - Parameters:
    ///   - records: what was read of it; nil breaks the chain here.
    ///   - timelineEnd: where its timeline ended, if inside it.
    package mutating func join(
        _ segment: SegmentName,
        _ records: SegmentRecords?,
        timelineEnd: LSN?
    ) throws(RecordDefect) {
        let before = predecessor(of: segment).flatMap { knownTail(of: $0) }
        guard let records, records.defect == nil else {
            last = nil
            // What stands before the break must follow all the same.
            if let records, let before { try follow(before, records, timelineEnd) }
            return
        }
        var tail = records.tail
        defer { keep(segment, tail) }
        guard let before else { return }
        if let joined = try follow(before, records, timelineEnd) { tail = joined }
    }

    /// - Returns: nil where the two do not fit, but only behind the timeline's end.
    @discardableResult
    private func follow(
        _ before: SegmentTail,
        _ records: SegmentRecords,
        _ timelineEnd: LSN?
    ) throws(RecordDefect) -> SegmentTail? {
        do throws(RecordDefect) {
            return try before.joined(records.head, own: records.tail)
        } catch {
            if let timelineEnd, error.isNotBefore(timelineEnd) { return nil }
            throw error
        }
    }

    private func knownTail(of segment: SegmentName) -> SegmentTail? {
        if let last, last.segment == segment { return last.tail }
        return tails[segment]
    }

    private mutating func keep(_ segment: SegmentName, _ tail: SegmentTail) {
        last = Link(segment: segment, tail: tail)
        if branchPoints.contains(segment) { tails[segment] = tail }
    }

    /// A timeline's first segment and the one before it, of the ancestor that owned it.
    private static func branch(
        _ history: TimelineHistory,
        _ size: SegmentSize
    ) -> (first: SegmentName, before: SegmentName)? {
        guard let origin = history.entries.last else { return nil }
        let number = origin.switchPoint.rawValue / size.bytes
        guard number > 0 else { return nil }
        // Of the ancestors that had begun by then, the youngest.
        var owner = history.entries[0].timeline
        for (entry, next) in zip(history.entries, history.entries.dropFirst())
        where entry.switchPoint.rawValue / size.bytes <= number - 1 {
            owner = next.timeline
        }
        return (
            SegmentName(timeline: history.timeline, number: number, size: size),
            SegmentName(timeline: owner, number: number - 1, size: size)
        )
    }
}
