package import WAL

/// Which segments of an archive a recovery would miss.
package struct Continuity: Sendable {
    /// A hole: something is there before and behind it.
    package struct Gap: Equatable, Sendable {
        /// What is missing.
        package let missing: SegmentRange
        /// Whether it lies between a timeline's parent and its own first segment.
        package let isAtSwitch: Bool
    }

    /// One timeline's segments.
    package struct Timeline: Equatable, Sendable {
        /// Its number.
        package let timeline: TimelineID
        /// What there is, in order.
        package let ranges: [SegmentRange]
        /// What is missing within, before or, for a child that is there, behind it.
        package let gaps: [Gap]
    }

    /// By number.
    package let timelines: [Timeline]
    /// Of all segments; nil where none is.
    package let size: SegmentSize?

    /// Looks for holes.
    ///
    /// - Parameter size: of all segments, as one of them says.
    package init(of inventory: Inventory, lineage: Lineage, size: SegmentSize?) {
        self.size = size
        guard let size else {
            timelines = []
            return
        }
        var ranges: [TimelineID: [SegmentRange]] = [:]
        for timeline in inventory.timelines {
            let own = SegmentRange.ranges(of: inventory.segments(of: timeline), size: size)
            if !own.isEmpty { ranges[timeline] = own }
        }
        var atSwitch: [TimelineID: [Gap]] = [:]
        for timeline in ranges.keys {
            Self.gapsAtSwitch(timeline, ranges, lineage, size) { gap in
                let owner = gap.missing.first.timeline
                if atSwitch[owner, default: []].contains(gap) { return }
                atSwitch[owner, default: []].append(gap)
            }
        }
        timelines = ranges.keys.sorted().map { timeline in
            let own = ranges[timeline] ?? []
            let within = zip(own, own.dropFirst()).compactMap { before, behind in
                Self.gap(timeline, behind: before.last, before: behind.first, size)
            }
            let gaps = (within + (atSwitch[timeline] ?? []))
                .sorted { $0.missing.first < $1.missing.first }
            return Timeline(timeline: timeline, ranges: own, gaps: gaps)
        }
    }

    private static func gap(
        _ timeline: TimelineID,
        behind: SegmentName,
        before: SegmentName,
        _ size: SegmentSize
    ) -> Gap? {
        guard let low = behind.number(size: size), let high = before.number(size: size),
            low + 1 < high
        else { return nil }
        return Gap(
            missing: SegmentRange(timeline: timeline, numbers: low + 1...high - 1, size: size),
            isAtSwitch: false
        )
    }

    /// What is missing where a timeline begins: its own first segments, or its ancestors' last
    /// ones.
    ///
    /// Where nothing of its ancestors is left before that point, the archive begins here.
    private static func gapsAtSwitch(
        _ timeline: TimelineID,
        _ ranges: [TimelineID: [SegmentRange]],
        _ lineage: Lineage,
        _ size: SegmentSize,
        found: (Gap) -> Void
    ) {
        guard let history = lineage.histories[timeline],
            let first = ranges[timeline]?.first?.first.number(size: size)
        else { return }
        var missing: [SegmentRange] = []
        var behind = (timeline: timeline, end: first)
        for entry in history.entries.reversed() {
            let begin = entry.switchPoint.rawValue / size.bytes
            if begin < behind.end {
                let numbers = begin...behind.end - 1
                missing.append(
                    SegmentRange(timeline: behind.timeline, numbers: numbers, size: size)
                )
            }
            let limit = min(begin, behind.end)
            if let last = last(of: ranges[entry.timeline, default: []], before: limit, size) {
                if last + 1 < limit {
                    let numbers = last + 1...limit - 1
                    missing.append(
                        SegmentRange(timeline: entry.timeline, numbers: numbers, size: size)
                    )
                }
                for range in missing { found(Gap(missing: range, isAtSwitch: true)) }
                return
            }
            behind = (entry.timeline, limit)
        }
    }

    /// The last segment of some ranges before a number.
    private static func last(
        of ranges: [SegmentRange],
        before limit: UInt64,
        _ size: SegmentSize
    ) -> UInt64? {
        ranges.compactMap { range -> UInt64? in
            guard let low = range.first.number(size: size), low < limit,
                let high = range.last.number(size: size)
            else { return nil }
            return min(high, limit - 1)
        }.max()
    }
}

extension Store {
    /// How many segments are asked for their size, some of which may be damaged.
    private static var sizeQuestions: Int { 16 }

    /// The size of an archive's segments, as the first that tells it says.
    package func segmentSize(of inventory: Inventory) throws(StoreError) -> SegmentSize? {
        for segment in inventory.segments.prefix(Self.sizeQuestions) {
            if let size = try sizeOfSegment(segment) { return size }
        }
        return nil
    }
}
