internal import WAL

/// Records that go on from one page to the next.
extension RecordReader {
    /// Reads the rest of a record that began on a page before; answers where the next one begins.
    mutating func readContinuation(
        _ page: RawSpan,
        _ header: PageHeader
    ) throws(RecordDefect) -> Int {
        lost = nil
        switch position {
        case .unfinished(var record):
            if giveUp(.record(record.start), header) { break }
            try expect(record.missing, of: record.start, header)
            return try read(&record, page, from: header.length)
        case .continuation(let rest):
            if giveUp(.unknown, header) { break }
            try expect(rest, of: address, header)
            return readHead(page, from: header.length, rest: rest)
        case .record where address == frame.start:
            if header.flags.contains(.continuesRecord) {
                try expect(UInt64(header.remainingLength), of: lsn(header.length), header)
                head.continuation = .init(announced: header.remainingLength)
                let rest = UInt64(header.remainingLength)
                return readHead(page, from: header.length, rest: rest)
            }
            _ = giveUp(.unknown, header)
        case .record, .switched, .broken:
            if header.flags.contains(.continuesRecord) {
                throw defect(.continuationWithoutRecord, at: lsn(header.length))
            }
        }
        position = .record
        return header.length
    }

    private func expect(
        _ missing: UInt64,
        of record: LSN,
        _ header: PageHeader
    ) throws(RecordDefect) {
        guard header.flags.contains(.continuesRecord) else {
            throw defect(.noContinuation, at: record)
        }
        guard header.remainingLength != 0, UInt64(header.remainingLength) == missing else {
            throw defect(
                .continuationLength(header.remainingLength, expected: missing),
                at: record
            )
        }
    }

    /// Takes what lies on this page of a record whose beginning is unknown.
    private mutating func readHead(_ page: RawSpan, from offset: Int, rest: UInt64) -> Int {
        let count = Int(min(rest, UInt64(page.byteCount - offset)))
        head.continuation?.take(
            page.extracting(offset..<offset + count),
            by: frame.implementation
        )
        position = rest > UInt64(count) ? .continuation(rest - UInt64(count)) : .record
        return min(offset + aligned(count), page.byteCount)
    }

    /// Takes what lies on this page of a record that began in this segment.
    private mutating func read(
        _ record: inout UnfinishedRecord,
        _ page: RawSpan,
        from offset: Int
    ) throws(RecordDefect) -> Int {
        let count = Int(min(record.missing, UInt64(page.byteCount - offset)))
        let hadHeader = record.hasHeader
        record.take(page.extracting(offset..<offset + count), by: frame.implementation)
        if !hadHeader { try check(record.wholeHeader, at: record.start) }
        guard record.missing == 0 else {
            position = .unfinished(record)
            return page.byteCount
        }
        guard record.wholeHeader.matches(record.body, by: frame.implementation) else {
            throw defect(.checksum, at: record.start)
        }
        position = .record
        let next = min(offset + aligned(count), page.byteCount)
        let isSwitch = complete(record.wholeHeader, at: record.start)
        return isSwitch ? page.byteCount : next
    }
}
