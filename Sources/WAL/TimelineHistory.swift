/// A history file: the timelines that a timeline descends from, and where each was left.
///
/// Parsed as PostgreSQL's `readTimeLineHistory` does.
package struct TimelineHistory: Equatable, Sendable {
    /// A parent and the position up to which it counts.
    package struct Entry: Equatable, Sendable {
        /// The parent.
        package let timeline: TimelineID
        /// The first position that is not the parent's any more.
        package let switchPoint: LSN

        /// Makes an entry of both.
        package init(timeline: TimelineID, switchPoint: LSN) {
            self.timeline = timeline
            self.switchPoint = switchPoint
        }
    }

    /// The longest file that is read: 10,000 promotions of a hundred bytes each.
    package static let lengthLimit = 1 << 20

    /// Whose history it is.
    package let timeline: TimelineID
    /// Parents, oldest first.
    package let entries: [Entry]
    /// The first line behind an entry that is none.
    ///
    /// The name of a restore point may hold a line break. What else stands in the file is not
    /// certain then; PostgreSQL reads no such file.
    package let strayLine: Int?

    /// Parses a history file's contents.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - timeline: the timeline of its name, which must be above all in it.
    package init(_ bytes: [UInt8], of timeline: TimelineID) throws(HistoryDefect) {
        guard bytes.count <= Self.lengthLimit else { throw .tooLong(bytes: bytes.count) }
        var entries: [Entry] = []
        var strayLine: Int?
        // By bytes: the reason that ends a line may be in any encoding.
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            if !entries.isEmpty, Self.isStray(line) {
                strayLine = strayLine ?? index + 1
                continue
            }
            guard let entry = try Self.entry(line, number: index + 1) else { continue }
            if let last = entries.last, entry.timeline <= last.timeline {
                throw .notAscending(line: index + 1)
            }
            entries.append(entry)
        }
        guard let last = entries.last else { throw .noParent }
        guard last.timeline < timeline else { throw .parentNotBelow(last.timeline) }
        self.timeline = timeline
        self.entries = entries
        self.strayLine = strayLine
    }

    /// Where a parent was left; nil for a timeline that is none.
    package func switchPoint(of parent: TimelineID) -> LSN? {
        entries.first { $0.timeline == parent }?.switchPoint
    }

    /// One line: `timeline, tab, LSN, tab, reason`; nil for a blank one and a comment.
    private static func entry(
        _ line: ArraySlice<UInt8>,
        number: Int
    ) throws(HistoryDefect) -> Entry? {
        // By bytes: what follows the mark may be in any encoding.
        if line.first(where: { !isBlank($0) }) == UInt8(ascii: "#") { return nil }
        let fields = line.split(maxSplits: 2, whereSeparator: isBlank)
            .map { String(decoding: $0, as: UTF8.self) }
        guard let first = fields.first else { return nil }
        guard first.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let timeline = UInt32(first).flatMap(TimelineID.init), fields.count >= 2,
            let switchPoint = LSN(fields[1])
        else { throw .unreadableLine(number) }
        return Entry(timeline: timeline, switchPoint: switchPoint)
    }

    /// Whether a line begins with neither a number nor a comment, and is text: PostgreSQL takes a
    /// line of zeros, which a crash leaves, for an empty one.
    private static func isStray(_ line: ArraySlice<UInt8>) -> Bool {
        guard let first = line.first(where: { !isBlank($0) }), !line.contains(0) else {
            return false
        }
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        return first != UInt8(ascii: "#") && !digits.contains(first)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}
