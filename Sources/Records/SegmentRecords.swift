package import WAL

/// What a segment's records turned out to be, as far as the segment alone can tell.
package struct SegmentRecords: Equatable, Sendable {
    /// How its records end.
    package enum Ending: Equatable, Sendable {
        /// With the segment, perhaps in the middle of a record.
        case full
        /// With a forced switch; what stands behind it means nothing.
        case switched(at: LSN)
        /// Where something is wrong.
        case broken(RecordDefect)
    }

    /// How it joins the segment before.
    package let head: SegmentHead
    /// How it joins the next one.
    package let tail: SegmentTail
    /// Whole records within the segment.
    package let counts: RecordCounts
    /// How its records end.
    package let ending: Ending

    /// What is wrong, if anything.
    package var defect: RecordDefect? {
        if case .broken(let defect) = ending { defect } else { nil }
    }

    /// Where nothing was ever written behind the last record, as a server that crashed leaves its
    /// last segment; nil where something else ends the records.
    package var endOfWAL: LSN? {
        guard let defect, defect.reason == .endOfWAL else { return nil }
        return defect.position
    }
}

/// How many records there are of each resource manager, and how long they are.
package struct RecordCounts: Equatable, Sendable {
    private static let managers = 256

    private var counts = [UInt64](repeating: 0, count: managers)
    private var lengths = [UInt64](repeating: 0, count: managers)

    /// One resource manager's share.
    package struct Share: Equatable, Sendable {
        /// Whose records they are.
        package let manager: ResourceManager
        /// How many.
        package let count: UInt64
        /// Their bytes, headers included.
        package let bytes: UInt64
    }

    @inline(__always)
    mutating func add(_ manager: ResourceManager, length: UInt32) {
        let index = Int(manager.rawValue)
        counts[index] &+= 1
        lengths[index] &+= UInt64(length)
    }

    /// All records.
    package var total: UInt64 { counts.reduce(0, &+) }

    /// Those that have records, by their numbers.
    package var shares: [Share] {
        counts.indices.filter { counts[$0] > 0 }.map { index in
            Share(
                manager: ResourceManager(UInt8(truncatingIfNeeded: index)),
                count: counts[index],
                bytes: lengths[index]
            )
        }
    }
}
