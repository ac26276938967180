package import WAL

/// On which timelines servers lived, and until when, as far as backups and an archive tell.
///
/// The highest number is not always the one on which the server lives: a copy that was started for a
/// test and archived, or an old primary that came back, leaves a timeline that leads nowhere.
package struct TimelineLife: Sendable {
    /// A timeline is dead once another one, on which it does not lie, went on for so many days
    /// longer: of two that went on together nothing tells which of them counts.
    package static let deadDays: Int64 = 7
    private static let secondsADay: Int64 = 86_400

    /// Something that was stored of a timeline.
    private struct Sign {
        /// Up to where the timeline went when it was stored, at least; nil for a history file.
        let position: LSN?
        /// In seconds since 1970.
        let time: Int64
    }

    private let histories: [TimelineID: TimelineHistory]
    private let signs: [TimelineID: [Sign]]

    /// Gathers what was stored of every timeline.
    package init(_ catalog: BackupCatalog, _ inventory: WALInventory) {
        histories = inventory.histories
        let size = catalog.backups.last?.segmentSize
        var signs: [TimelineID: [Sign]] = [:]
        for object in inventory.objects {
            let segment = object.file.file.segment
            var position: LSN?
            if let segment {
                guard let size, let start = segment.start(size: size) else { continue }
                // A whole one holds all up to its end; another may hold next to nothing.
                position = object.segment == nil ? start : start.advanced(by: size.bytes)
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
        let others = path(other).stretches
        var latest: Int64?
        for (index, stretch) in path(timeline).stretches.enumerated() {
            let rival = index < others.count ? others[index] : nil
            if rival == stretch { continue }
            // The last timeline that both share goes on beyond the place where the other leaves.
            let shared = rival?.timeline == stretch.timeline && rival?.begin == stretch.begin
            let fork = shared ? rival?.end : nil
            if shared, fork == nil { continue }
            for sign in signs[stretch.timeline] ?? []
            where Self.lies(sign, behind: fork, upTo: stretch.end) {
                latest = max(latest ?? sign.time, sign.time)
            }
        }
        return latest.map { UTCTime(seconds: $0) }
    }

    private static func lies(_ sign: Sign, behind fork: LSN?, upTo end: LSN?) -> Bool {
        guard let position = sign.position else { return fork == nil }
        return fork.map { position > $0 } ?? true && end.map { position <= $0 } ?? true
    }

    /// The timelines on which the server may live now, the likeliest first.
    ///
    /// That is the highest number, unless it is dead; and whatever lived longer than it, if only a
    /// little.
    package func living(of timelines: Set<TimelineID>) -> [TimelineID] {
        guard var likeliest = timelines.max() else { return [] }
        // Each round ends at a timeline that lived longer than the one before.
        for _ in timelines {
            let rivals = timelines.filter { $0 != likeliest && outlives($0, likeliest, by: 0) }
                .sorted(by: >)
            guard let heir = rivals.first(where: { outlives($0, likeliest, by: Self.deadDays) })
            else { return [likeliest] + rivals }
            likeliest = heir
        }
        return [likeliest]
    }

    /// Whether something was stored of a timeline so many days after all of another one.
    private func outlives(_ timeline: TimelineID, _ other: TimelineID, by days: Int64) -> Bool {
        guard let end = end(of: timeline, beside: other) else { return false }
        guard let others = self.end(of: other, beside: timeline) else { return days == 0 }
        let (difference, isBeyond) = end.seconds.subtractingReportingOverflow(others.seconds)
        return !isBeyond && difference > 0 && difference >= days * Self.secondsADay
    }
}

extension BackupCatalog {
    /// The newest sound backup that leads to where the server lives, or else the newest sound one.
    ///
    /// After a recovery to an earlier place the newest lies on the branch that was left, and the
    /// server lets nothing be built on it.
    package func newestSound(
        on life: TimelineLife,
        _ inventory: WALInventory
    ) -> BackupDescription? {
        let sound = backups.filter { defect(of: $0) == nil }
        let path = life.living(of: life.timelines).first.map {
            TimelinePath(leadingTo: $0, histories: inventory.histories)
        }
        return sound.last { path?.contains($0) ?? true } ?? sound.last
    }
}
