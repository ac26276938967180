package import WAL

/// The whole segments of every timeline, as runs without a gap.
package struct SegmentRuns: Equatable, Sendable {
    /// For each timeline its runs of segment numbers (position divided by size), in order.
    package let runs: [TimelineID: [ClosedRange<UInt64>]]
    /// Bytes of a segment.
    package let size: SegmentSize

    /// Finds the runs in an inventory.
    package init(_ inventory: WALInventory, size: SegmentSize) {
        self.init(inventory.objects.lazy.compactMap(\.segment), size: size)
    }

    /// Finds the runs in segments of any order.
    package init(_ segments: some Sequence<SegmentName>, size: SegmentSize) {
        var numbers: [TimelineID: [UInt64]] = [:]
        for segment in segments {
            guard let start = segment.start(size: size) else { continue }
            numbers[segment.timeline, default: []].append(start.rawValue / size.bytes)
        }
        runs = numbers.mapValues { Self.runs(of: $0) }
        self.size = size
    }

    private static func runs(of numbers: [UInt64]) -> [ClosedRange<UInt64>] {
        var runs: [ClosedRange<UInt64>] = []
        for number in numbers.sorted() {
            if let last = runs.last, number <= last.upperBound + 1 {
                runs[runs.count - 1] = last.lowerBound...max(last.upperBound, number)
            } else {
                runs.append(number...number)
            }
        }
        return runs
    }

    /// How far recovery comes on a way.
    package struct Reach: Equatable, Sendable {
        /// The first position that the archive cannot give any more.
        package let end: LSN
        /// The segment that is missing though the archive has later ones of the way; nil where
        /// the archive simply ends.
        package let gap: SegmentName?
    }

    /// Follows a way from a position as long as segments are there.
    ///
    /// The segment in which a timeline ends is asked for under the child's name, which begins with
    /// the parent's pages (`XLogFileReadAnyTLI`).
    package func reach(from lsn: LSN, on path: TimelinePath) -> Reach {
        let supplies = supplies(on: path)
        var number = lsn.rawValue / size.bytes
        for (index, supply) in supplies.enumerated() {
            if let last = supply.last, last < number { continue }
            guard let end = runEnd(of: supply.timeline, from: number) else {
                return missing(number, from: lsn, at: index, supplies)
            }
            guard let last = supply.last, end >= last else {
                return missing(end + 1, from: lsn, at: index, supplies)
            }
            number = last + 1
        }
        return Reach(end: start(of: number), gap: nil)
    }

    /// The segments that one timeline of a way supplies.
    private struct Supply {
        let timeline: TimelineID
        /// Where its stretch begins.
        let begin: LSN
        let first: UInt64
        /// Nil for the last timeline, which has no end.
        let last: UInt64?
    }

    private func supplies(on path: TimelinePath) -> [Supply] {
        let firsts = path.stretches.map { $0.begin.rawValue / size.bytes }
        return path.stretches.enumerated().compactMap { index, stretch in
            let next = index + 1 < firsts.count ? firsts[index + 1] : nil
            // Of two switches in one segment, the later child's segment counts.
            if let next, next <= firsts[index] { return nil }
            return Supply(
                timeline: stretch.timeline,
                begin: stretch.begin,
                first: firsts[index],
                last: next.map { $0 - 1 }
            )
        }
    }

    private func missing(
        _ number: UInt64,
        from lsn: LSN,
        at index: Int,
        _ supplies: [Supply]
    ) -> Reach {
        let supply = supplies[index]
        var end = max(start(of: number), lsn)
        if index > 0, number == supply.first,
            runEnd(of: supplies[index - 1].timeline, from: number) != nil
        {
            end = max(supply.begin, lsn)
        }
        let hasLater = supplies[index...].contains { later in
            let first = later.timeline == supply.timeline ? number + 1 : later.first
            return runs[later.timeline]?.contains { run in
                run.upperBound >= first && (later.last.map { run.lowerBound <= $0 } ?? true)
            } ?? false
        }
        let name = SegmentName(timeline: supply.timeline, containing: start(of: number), size: size)
        return Reach(end: end, gap: hasLater ? name : nil)
    }

    private func start(of number: UInt64) -> LSN { LSN(number &* size.bytes) }

    /// The end of the run that a segment is in; nil where it is missing.
    private func runEnd(of timeline: TimelineID, from number: UInt64) -> UInt64? {
        runs[timeline]?.first { $0.contains(number) }?.upperBound
    }
}
