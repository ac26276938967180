package import Records
package import WAL

/// Whether it is damage that a segment's records break off.
///
/// Legal are: garbage behind the point where a timeline ended; and a last segment that a server
/// did not fill, which somebody archived by hand.
package struct RecordJudgement: Sendable {
    /// Where the segment's timeline ended, if inside it.
    package let timelineEnd: LSN?
    /// Whether the archive has a later segment of the timeline.
    package let hasLater: Bool

    /// Makes a judgement of what is known about the segment's timeline.
    package init(timelineEnd: LSN?, hasLater: Bool) {
        self.timelineEnd = timelineEnd
        self.hasLater = hasLater
    }

    /// What is wrong; nil where nothing is that matters.
    package func damage(_ records: SegmentRecords, of file: WALFileName) -> RecordDefect? {
        guard let defect = records.defect else { return nil }
        if let timelineEnd { return defect.isNotBefore(timelineEnd) ? nil : defect }
        // A server that was promoted left it unfinished: that is what it is for.
        if case .partial = file { return nil }
        return records.endOfWAL != nil && !hasLater ? nil : defect
    }
}

extension Store {
    /// What is wrong with the records of a file that was read; asks for the timeline's end and for
    /// later segments only where they break off.
    ///
    /// - Parameter known: history files that are known beside the archive's.
    package func damage(
        in facts: WALContent.Facts,
        of name: ArchivedFileName,
        system: SystemIdentifier?,
        known: TimelineEndSearch.LocalHistories = { _ in [] }
    ) throws(StoreError) -> RecordDefect? {
        guard let records = facts.records, records.defect != nil, let header = facts.header else {
            return nil
        }
        let segment: SegmentName
        let isPartial: Bool
        switch name.file {
        case .segment(let its): (segment, isPartial) = (its, false)
        case .partial(let its): (segment, isPartial) = (its, true)
        case .history, .backupLabel: return nil
        }
        let local: [TimelineHistory]
        do throws(SourceError) {
            local = try known(segment.timeline)
        } catch {
            throw StoreError(.permanent, error.reason)
        }
        let archived = try historyFiles(above: segment.timeline, system: system)
        let ends = TimelineEnd(histories: local + archived)
        let end =
            isPartial
            ? ends.first(in: segment, size: header.size)
            : ends.find(in: segment, size: header.size, notAfter: records.tail.end)
        let later = try GapSearch(store: self, system: system).laterSegment(behind: segment)
        return RecordJudgement(timelineEnd: end, hasLater: later != nil)
            .damage(records, of: name.file)
    }
}
