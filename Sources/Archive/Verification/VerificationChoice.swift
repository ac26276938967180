package import WAL

/// Which of an archive's files are verified.
package struct VerificationChoice: Equatable, Sendable {
    /// Whose WAL.
    package enum Lineages: Equatable, Sendable {
        /// Everybody's, and all that is no segment too.
        case all
        /// A recovery's that follows a timeline.
        case upTo(TimelineID)
        /// The same for the latest timeline.
        case latest
    }

    /// Whose WAL.
    package let lineages: Lineages
    /// Positions before this segment's are left out.
    package let from: SegmentName?
    /// Positions behind this segment's are left out.
    package let to: SegmentName?
    /// How many are drawn; nil for all.
    package let sample: Int?

    /// Makes a choice.
    package init(lineages: Lineages, from: SegmentName?, to: SegmentName?, sample: Int?) {
        self.lineages = lineages
        self.from = from
        self.to = to
        self.sample = sample
    }

    /// The segments chosen, in their order.
    ///
    /// - Parameter random: for the lot.
    package func segments(
        of inventory: Inventory,
        lineage: Lineage,
        size: SegmentSize?,
        random: inout some RandomNumberGenerator
    ) -> [SegmentName] {
        let ranges = ownedRanges(of: inventory, lineage: lineage, size: size)
        let chosen = inventory.segments.filter { segment in
            if let from, segment.precedes(from) { return false }
            if let to, to.precedes(segment) { return false }
            guard let ranges, let size else { return true }
            guard let number = segment.number(size: size) else { return true }
            return ranges[segment.timeline]?.contains(number) ?? false
        }
        guard let sample, sample < chosen.count else { return chosen }
        return Self.draw(sample, of: chosen, random: &random)
    }

    /// Which segment numbers of each timeline a recovery reads; nil for all.
    package func ownedRanges(
        of inventory: Inventory,
        lineage: Lineage,
        size: SegmentSize?
    ) -> [TimelineID: Range<UInt64>]? {
        let leaf: TimelineID?
        switch lineages {
        case .all: return nil
        case .upTo(let timeline): leaf = timeline
        case .latest: leaf = inventory.timelines.last
        }
        guard let leaf, let size else { return nil }
        var ranges: [TimelineID: Range<UInt64>] = [:]
        var begin: UInt64 = 0
        for entry in lineage.histories[leaf]?.entries ?? [] {
            let end = max(entry.switchPoint.rawValue / size.bytes, begin)
            ranges[entry.timeline] = begin..<end
            begin = end
        }
        ranges[leaf] = begin..<UInt64.max
        return ranges
    }

    /// So many of them in their order, each set as likely as any other.
    private static func draw(
        _ count: Int,
        of segments: [SegmentName],
        random: inout some RandomNumberGenerator
    ) -> [SegmentName] {
        var drawn: [SegmentName] = []
        for (index, segment) in segments.enumerated() {
            let left = segments.count - index
            let missing = count - drawn.count
            if Int.random(in: 0..<left, using: &random) < missing { drawn.append(segment) }
        }
        return drawn
    }
}
