package import WAL

/// On which timelines servers lived, and until when, as far as backups and an archive tell.
///
/// The highest number is not always the one on which the server lives: a copy that was started for a
/// test and archived, or an old primary that came back, leaves a timeline that leads nowhere.
package struct TimelineLife: Sendable {
    /// A timeline is dead once another one, on which it does not lie, went on for so many days
    /// longer: of two that went on together nothing tells which of them counts.
    package static let deadDays: Int64 = 7

    /// Something that was stored of a timeline.
    private struct Sign {
        /// Up to where the timeline went when it was stored, at least; nil for a history file.
        let position: LSN?
        /// In seconds since 1970.
        let time: Int64
    }

    private let histories: [TimelineID: TimelineHistory]
    private let signs: [TimelineID: [Sign]]
    /// Whole segments of every timeline.
    let wholeSegments: [TimelineID: Int]
    /// The timelines on which backups ended.
    let backedUp: Set<TimelineID>

    /// Gathers what was stored of every timeline.
    package init(_ catalog: BackupCatalog, _ inventory: WALInventory) {
        histories = inventory.histories
        let size = catalog.backups.last?.segmentSize
        var signs: [TimelineID: [Sign]] = [:]
        var wholeSegments: [TimelineID: Int] = [:]
        for object in inventory.objects {
            let segment = object.file.file.segment
            var position: LSN?
            if let segment {
                guard let size, let start = segment.start(size: size) else { continue }
                // A whole one holds all up to its end; another may hold next to nothing.
                let isWhole = object.segment != nil
                position = isWhole ? start.advanced(by: size.bytes) : start
                wholeSegments[segment.timeline, default: 0] += isWhole ? 1 : 0
            }
            signs[object.file.file.timeline, default: []].append(
                Sign(position: position, time: object.modified)
            )
        }
        for backup in catalog.backups {
            signs[backup.endTimeline, default: []].append(
                Sign(position: backup.stopLSN, time: catalog.time(of: backup).seconds)
            )
        }
        self.signs = signs
        self.wholeSegments = wholeSegments
        backedUp = Set(catalog.backups.map(\.endTimeline))
    }

    /// Every timeline of which there is anything.
    package var timelines: Set<TimelineID> { Set(signs.keys).union(histories.keys) }

    /// The way to a timeline.
    private func path(_ timeline: TimelineID) -> TimelinePath {
        TimelinePath(leadingTo: timeline, histories: histories)
    }

    /// When anything was stored last of a timeline's way where another one's does not go too; nil
    /// for never: the other one descends from it, or there is nothing of it.
    package func end(of timeline: TimelineID, beside other: TimelineID) -> UTCTime? {
        times(of: timeline, beside: other).max().map { UTCTime(seconds: $0) }
    }

    /// The same for what was stored first.
    func beginning(of timeline: TimelineID, beside other: TimelineID) -> UTCTime? {
        times(of: timeline, beside: other).min().map { UTCTime(seconds: $0) }
    }

    private func times(of timeline: TimelineID, beside other: TimelineID) -> [Int64] {
        let others = path(other).stretches
        var times: [Int64] = []
        for (index, stretch) in path(timeline).stretches.enumerated() {
            let rival = index < others.count ? others[index] : nil
            if rival == stretch { continue }
            // The last timeline that both share goes on beyond the place where the other leaves.
            let shared = rival?.timeline == stretch.timeline && rival?.begin == stretch.begin
            let fork = shared ? rival?.end : nil
            if shared, fork == nil { continue }
            for sign in signs[stretch.timeline] ?? []
            where Self.lies(sign, behind: fork, upTo: stretch.end) {
                times.append(sign.time)
            }
        }
        return times
    }

    private static func lies(_ sign: Sign, behind fork: LSN?, upTo end: LSN?) -> Bool {
        guard let position = sign.position else { return fork == nil }
        return fork.map { position > $0 } ?? true && end.map { position <= $0 } ?? true
    }
}
