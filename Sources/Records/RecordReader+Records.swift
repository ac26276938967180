internal import WAL

/// What stands on pages.
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

    /// Whether a crash lost the rest: another record begins in its place.
    private mutating func giveUp(_ record: Lost, _ header: PageHeader) -> Bool {
        guard header.flags.contains(.overwritesContinuation) else { return false }
        lost = record
        if record == .unknown { head.overwrittenAt = address }
        return true
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

    /// Reads the record that begins here; answers where the next one begins.
    mutating func readRecord(_ page: RawSpan, at offset: Int) throws(RecordDefect) -> Int {
        let start = lsn(offset)
        let rest = page.byteCount - offset
        let length = page.littleEndian(UInt32.self, at: offset)
        guard length >= RecordHeader.length, length <= RecordHeader.longestRecord else {
            throw defect(.recordLength(length), at: start)
        }
        guard rest >= RecordHeader.length else {
            begin(length, at: start, page, offset)
            return page.byteCount
        }
        let header = RecordHeader(page, at: offset)
        try check(header, at: start)
        guard Int(length) <= rest else {
            begin(length, at: start, page, offset)
            return page.byteCount
        }
        var body = CRC32C()
        let bytes = page.extracting(offset + RecordHeader.length..<offset + Int(length))
        body.update(bytes, by: frame.implementation)
        guard header.matches(body, by: frame.implementation) else {
            throw defect(.checksum, at: start)
        }
        if lost != nil || header.isOverwrite { try checkLost(header, at: start, bytes) }
        return complete(header, at: start) ? page.byteCount : offset + aligned(Int(length))
    }

    private mutating func begin(_ length: UInt32, at start: LSN, _ page: RawSpan, _ offset: Int) {
        var record = UnfinishedRecord(
            start: start,
            totalLength: length,
            received: 0,
            header: (0, 0, 0)
        )
        record.take(page.extracting(droppingFirst: offset), by: frame.implementation)
        position = .unfinished(record)
    }

    /// Checks a header as `ValidXLogRecordHeader` does.
    private func check(_ header: RecordHeader, at start: LSN) throws(RecordDefect) {
        guard header.resourceManager.isKnown(to: frame.version) else {
            throw defect(.resourceManager(header.resourceManager.rawValue), at: start)
        }
        guard let last = tail.lastRecord else {
            guard header.previous < start else {
                throw defect(.previousNotBefore(header.previous), at: start)
            }
            return
        }
        guard header.previous == last else {
            throw defect(.previous(header.previous, expected: last), at: start)
        }
    }

    /// Checks what stands for a lost record as `VerifyOverwriteContrecord` does.
    private mutating func checkLost(
        _ header: RecordHeader,
        at start: LSN,
        _ body: RawSpan
    ) throws(RecordDefect) {
        let expected = lost
        lost = nil
        guard header.isOverwrite, let named = OverwriteRecord.lostRecord(body) else {
            guard header.isOverwrite || expected != nil else { return }
            throw defect(.overwrites(LSN(0), instead: expected?.known), at: start)
        }
        switch expected {
        case .unknown: head.overwrites = (record: start, lost: named)
        case .record(let lost) where lost == named: break
        case .record(let lost): throw defect(.overwrites(named, instead: lost), at: start)
        case nil: throw defect(.overwrites(named, instead: nil), at: start)
        }
    }

    /// Counts a whole record; answers whether it leaves the rest of the segment empty.
    private mutating func complete(_ header: RecordHeader, at start: LSN) -> Bool {
        if head.firstRecord == nil {
            head.firstRecord = start
            head.previous = header.previous
        }
        tail.lastRecord = start
        counts.add(header.resourceManager, length: header.totalLength)
        if header.isSwitch { position = .switched(at: start) }
        return header.isSwitch
    }

    private func aligned(_ count: Int) -> Int {
        (count + RecordHeader.alignment - 1) & ~(RecordHeader.alignment - 1)
    }
}

extension RecordReader.Lost {
    /// Where the lost record begins, if it began in this segment.
    var known: LSN? {
        if case .record(let lsn) = self { lsn } else { nil }
    }
}

/// `xl_overwrite_contrecord`, the body of XLOG_OVERWRITE_CONTRECORD.
enum OverwriteRecord {
    /// Before the main data: its kind (`XLR_BLOCK_ID_DATA_SHORT`) and its length.
    private static let dataOffset = 2

    /// Where the record begins that was lost; nil where the body is too short.
    static func lostRecord(_ body: RawSpan) -> LSN? {
        guard body.byteCount >= dataOffset + 8 else { return nil }
        return LSN(body.littleEndian(UInt64.self, at: dataOffset))
    }
}
