/// The four kinds of file that PostgreSQL archives and asks for.
package enum WALFileName: Hashable, Sendable, CustomStringConvertible {
    /// A whole segment.
    case segment(SegmentName)
    /// The last, unfinished segment of a timeline that ended in a promotion.
    case partial(SegmentName)
    /// Where a timeline came from.
    case history(TimelineID)
    /// What a base backup needs, named for the segment and the offset where it began.
    case backupLabel(SegmentName, offset: UInt32)

    /// The one history file that no cluster has.
    package static let firstHistory: Self? = TimelineID(1).map { .history($0) }

    private static let partialSuffix = ".partial"
    private static let historySuffix = ".history"
    private static let backupSuffix = ".backup"

    /// Parses a name exactly as PostgreSQL writes it, hexadecimal in upper case; else nil.
    package init?(_ text: String) {
        if let segment = SegmentName(text) {
            self = .segment(segment)
        } else if text.hasSuffix(Self.partialSuffix),
            let segment = SegmentName(text.dropLast(Self.partialSuffix.count))
        {
            self = .partial(segment)
        } else if text.hasSuffix(Self.historySuffix),
            let timeline = Self.timeline(text.dropLast(Self.historySuffix.count))
        {
            self = .history(timeline)
        } else if text.hasSuffix(Self.backupSuffix),
            let label = Self.backupLabel(text.dropLast(Self.backupSuffix.count))
        {
            self = label
        } else {
            return nil
        }
    }

    package var description: String {
        switch self {
        case .segment(let segment): segment.description
        case .partial(let segment): segment.description + Self.partialSuffix
        case .history(let timeline): timeline.fileNamePart + Self.historySuffix
        case .backupLabel(let segment, let offset):
            "\(segment).\(UpperHexadecimal.text(offset))\(Self.backupSuffix)"
        }
    }

    /// The timeline that the name carries.
    package var timeline: TimelineID {
        switch self {
        case .segment(let segment), .partial(let segment), .backupLabel(let segment, _):
            segment.timeline
        case .history(let timeline): timeline
        }
    }

    private static func timeline(_ text: Substring) -> TimelineID? {
        UpperHexadecimal.value(text.utf8).flatMap(TimelineID.init)
    }

    private static func backupLabel(_ text: Substring) -> Self? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let segment = SegmentName(parts[0]),
            let offset = UpperHexadecimal.value(parts[1].utf8)
        else { return nil }
        return .backupLabel(segment, offset: offset)
    }
}
