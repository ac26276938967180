internal import WAL

/// Records, from where they begin.
extension RecordReader {
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
    func check(_ header: RecordHeader, at start: LSN) throws(RecordDefect) {
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

    /// Counts a whole record; answers whether it leaves the rest of the segment empty.
    mutating func complete(_ header: RecordHeader, at start: LSN) -> Bool {
        if head.firstRecord == nil {
            head.firstRecord = start
            head.previous = header.previous
        }
        tail.lastRecord = start
        counts.add(header.resourceManager, length: header.totalLength)
        if header.isSwitch { position = .switched(at: start) }
        return header.isSwitch
    }

    func aligned(_ count: Int) -> Int {
        (count + RecordHeader.alignment - 1) & ~(RecordHeader.alignment - 1)
    }
}
