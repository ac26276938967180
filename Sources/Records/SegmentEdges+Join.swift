internal import WAL

extension SegmentTail {
    /// Joins the next segment: proves the record that crosses the boundary, and the links.
    ///
    /// - Parameters:
    ///   - head: how the next segment begins.
    ///   - own: how the next segment by itself ends.
    /// - Returns: how the two end.
    package func joined(
        _ head: SegmentHead,
        own: SegmentTail
    ) throws(RecordDefect) -> SegmentTail {
        guard head.timeline >= timeline else {
            throw defect(.timelineBelow(head.timeline, before: timeline), at: head.start, head)
        }
        var result = own
        var last = lastRecord
        if var record = unfinished, !isGivenUp(head) {
            try take(head, into: &record)
            guard record.missing == 0 else {
                result.unfinished = record
                result.lastRecord = lastRecord
                return result
            }
            last = record.start
        } else if unfinished == nil, head.continuation != nil {
            throw defect(.continuationWithoutRecord, at: head.start, head)
        }
        try checkOverwrite(head)
        if let first = head.firstRecord, let previous = head.previous, let last, previous != last {
            throw defect(.previous(previous, expected: last), at: first, head)
        }
        if result.lastRecord == nil { result.lastRecord = last }
        return result
    }

    private func isGivenUp(_ head: SegmentHead) -> Bool {
        head.overwrittenAt != nil
    }

    private func take(
        _ head: SegmentHead,
        into record: inout UnfinishedRecord
    ) throws(RecordDefect) {
        guard let rest = head.continuation else {
            throw defect(.noContinuation, at: record.start, head)
        }
        guard UInt64(rest.announced) == record.missing else {
            throw defect(
                .continuationLength(rest.announced, expected: record.missing),
                at: record.start,
                head
            )
        }
        let hadHeader = record.hasHeader
        record.take(rest, by: .best)
        if !hadHeader, record.hasHeader, let lastRecord,
            record.wholeHeader.previous != lastRecord
        {
            throw defect(
                .previous(record.wholeHeader.previous, expected: lastRecord),
                at: record.start,
                head
            )
        }
        guard record.missing == 0 else { return }
        guard record.hasHeader, record.wholeHeader.matches(record.body, by: .best) else {
            throw defect(.checksum, at: record.start, head)
        }
    }

    private func checkOverwrite(_ head: SegmentHead) throws(RecordDefect) {
        guard let overwrites = head.overwrites else { return }
        guard unfinished?.start == overwrites.lost else {
            throw defect(
                .overwrites(overwrites.lost, instead: unfinished?.start),
                at: overwrites.record,
                head
            )
        }
    }

    private func defect(
        _ reason: RecordDefect.Reason,
        at position: LSN,
        _ head: SegmentHead
    ) -> RecordDefect {
        RecordDefect(
            reason: reason,
            position: position,
            page: head.start,
            lastRecord: lastRecord
        )
    }
}
