package import WAL

/// Which of several timelines is the one on which the server lives.
extension TimelineLife {
    private static let secondsADay: Int64 = 86_400
    /// Seconds for which a timeline that was left may still be stored, behind where it was left.
    ///
    /// The old primary's archiver, or a spool's, has a few last segments to store yet; a server that
    /// went on stores something for longer.
    static let drainSeconds: Int64 = 3600
    /// Whole segments that are more than a short test leaves.
    static let severalSegments = 3

    /// The timelines on which the server may live now, the likeliest first.
    ///
    /// That is the highest number, unless it is dead; and whatever lived longer than it, if only a
    /// little, or beside it. Neither which archived last nor a late push of old segments tells
    /// which of them counts, so one that is passed over stays where there is something of it.
    package func living(of timelines: Set<TimelineID>) -> [TimelineID] {
        guard var likeliest = timelines.max() else { return [] }
        var passed: [TimelineID] = []
        // Each round ends at a timeline that lived longer than the one before.
        for _ in timelines {
            let rivals = timelines.filter { $0 != likeliest && isRival($0, of: likeliest) }
                .sorted(by: >)
            guard let heir = rivals.first(where: { outlives($0, likeliest, by: Self.deadDays) })
            else {
                let weighty = passed.filter {
                    $0 > likeliest && hasWeight($0) && !rivals.contains($0)
                }
                return [likeliest] + (rivals + weighty).sorted(by: >)
            }
            passed.append(likeliest)
            likeliest = heir
        }
        return [likeliest]
    }

    /// Whether a timeline may be the one that counts too.
    private func isRival(_ timeline: TimelineID, of likeliest: TimelineID) -> Bool {
        outlives(timeline, likeliest, by: 0)
            || livesBeside(timeline, likeliest)
                && !outlives(likeliest, timeline, by: Self.deadDays)
    }

    /// Whether something was stored of a timeline well after another one had begun.
    private func livesBeside(_ timeline: TimelineID, _ other: TimelineID) -> Bool {
        guard let end = end(of: timeline, beside: other),
            let beginning = beginning(of: other, beside: timeline)
        else { return false }
        let (overlap, isBeyond) = end.seconds.subtractingReportingOverflow(beginning.seconds)
        return !isBeyond && overlap > Self.drainSeconds
    }

    /// Whether something was stored of a timeline so many days after all of another one.
    private func outlives(_ timeline: TimelineID, _ other: TimelineID, by days: Int64) -> Bool {
        guard let end = end(of: timeline, beside: other) else { return false }
        guard let others = self.end(of: other, beside: timeline) else { return days == 0 }
        let (difference, isBeyond) = end.seconds.subtractingReportingOverflow(others.seconds)
        return !isBeyond && difference > 0 && difference >= days * Self.secondsADay
    }

    /// Whether there is more of a timeline than next to nothing.
    private func hasWeight(_ timeline: TimelineID) -> Bool {
        backedUp.contains(timeline) || wholeSegments[timeline] ?? 0 >= Self.severalSegments
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
