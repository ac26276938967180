internal import Files
package import WAL

/// How often a standby, which asks for the same segment every few seconds, may spend a listing on
/// the question whether it is a gap: once a minute.
package struct GapSchedule: Sendable {
    /// Seconds between two looks.
    package static let interval: Int64 = 60
    /// Without a spool nothing can be remembered: then the calls of one slot of this many seconds
    /// in each minute look, and PostgreSQL asks once in such a time.
    package static let slot: Int64 = 5
    private static let fileName = "gap"
    /// A standby asks for a segment under each timeline that it may follow, a few in turn.
    private static let recordLimit = 16
    /// Of a name, a time, and what stands between, for each.
    private static let lengthLimit = 16 * 64

    /// Nil: by the clock alone.
    let spool: SpoolDirectory?

    /// Makes the schedule of one cluster.
    package init(spool: SpoolDirectory?) {
        self.spool = spool
    }

    /// Whether this call may look for a gap behind a segment, and notes that it does.
    ///
    /// - Parameter now: seconds since 1970.
    package func takeTurn(for segment: SegmentName, now: Int64) -> Bool {
        guard let spool else { return now % Self.interval < Self.slot }
        // A time to come was noted before the clock was set back.
        var looks = looks(in: spool).filter { now.isWithin(Self.interval, after: $0.time) }
        if looks.contains(where: { $0.segment == segment }) { return false }
        looks.append((segment, now))
        let lines = looks.suffix(Self.recordLimit).map { "\($0.segment) \($0.time)\n" }
        let record = Array(lines.joined().utf8)
        let isNoted: ()? = try? spool.directory.replace(Self.fileName, with: record)
        return isNoted != nil || now % Self.interval < Self.slot
    }

    /// The looks that are noted, oldest first; none where any of it is something else.
    private func looks(in spool: SpoolDirectory) -> [(segment: SegmentName, time: Int64)] {
        guard
            let bytes = try? spool.directory.contents(of: Self.fileName, limit: Self.lengthLimit)
        else { return [] }
        var looks: [(SegmentName, Int64)] = []
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ", omittingEmptySubsequences: false)
            guard words.count == 2, let segment = SegmentName(words[0]),
                let time = Int64(words[1])
            else { return [] }
            looks.append((segment, time))
        }
        return looks
    }
}
