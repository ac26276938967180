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
    private static let lengthLimit = 256

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
        if let last = last(in: spool), last.segment == segment,
            (0..<Self.interval).contains(now - last.time)
        {
            return false
        }
        let record = Array("\(segment) \(now)\n".utf8)
        let isNoted: ()? = try? spool.directory.replace(Self.fileName, with: record)
        return isNoted != nil || now % Self.interval < Self.slot
    }

    private func last(in spool: SpoolDirectory) -> (segment: SegmentName, time: Int64)? {
        guard
            let bytes = try? spool.directory.contents(of: Self.fileName, limit: Self.lengthLimit)
        else { return nil }
        let words = String(decoding: bytes, as: UTF8.self).split { $0 == " " || $0 == "\n" }
        guard words.count == 2, let segment = SegmentName(words[0]), let time = Int64(words[1])
        else { return nil }
        return (segment, time)
    }
}
