internal import WAL

/// Reads a segment's records page by page, as PostgreSQL's `XLogDecodeNextRecord` does.
struct RecordReader: Sendable {
    /// What the first page promises of all.
    struct Frame: Sendable {
        let magic: PageMagic
        let version: Int?
        let timeline: UInt32
        let start: LSN
        let end: LSN
        let pageLength: Int
        let implementation: CRC32C.Implementation
    }

    /// What the next page begins with.
    enum Position: Sendable {
        case record
        /// The rest of a record that began in a segment before.
        case continuation(UInt64)
        case unfinished(UnfinishedRecord)
        case switched(at: LSN)
        case broken(RecordDefect, isEnd: Bool)
    }

    let frame: Frame
    var address: LSN
    var position: Position = .record
    var head: SegmentHead
    var tail: SegmentTail
    var counts = RecordCounts()
    /// The record that is given up on this page; `unknown` where it began in a segment before.
    var lost: Lost?

    enum Lost: Equatable, Sendable {
        case unknown
        case record(LSN)
    }

    var pageLength: Int { frame.pageLength }

    /// Begins a segment; nil where the header is that of no segment of this name.
    init?(_ header: LongPageHeader, name: SegmentName, by implementation: CRC32C.Implementation) {
        guard header.hasLongHeaderFlag, header.magic.writer != .unsupported,
            let size = SegmentSize(bytes: UInt64(header.segmentSize)),
            SegmentHeader.blockSizes.contains(header.blockSize),
            header.blockSize.nonzeroBitCount == 1,
            let start = name.start(size: size), header.pageAddress == start
        else { return nil }
        let version: Int? =
            if case .postgreSQL(let version) = header.magic.writer { version } else { nil }
        frame = Frame(
            magic: header.magic,
            version: version,
            timeline: name.timeline.rawValue,
            start: start,
            end: LSN(start.rawValue &+ size.bytes),
            pageLength: Int(header.blockSize),
            implementation: implementation
        )
        address = start
        head = SegmentHead(start: start, timeline: header.timeline)
        tail = SegmentTail(end: frame.end, timeline: header.timeline, lastPage: start)
    }

    /// Takes the next page, whole.
    mutating func read(_ page: RawSpan) {
        guard address < frame.end else { return }
        defer { address = LSN(address.rawValue &+ UInt64(pageLength)) }
        switch position {
        case .switched: return
        case .broken(let defect, let isEnd):
            if isEnd, isWritten(page) { position = .broken(defect, isEnd: false) }
            return
        case .record, .continuation, .unfinished: break
        }
        do throws(RecordDefect) {
            try readRecords(page)
        } catch {
            position = .broken(error, isEnd: looksLikeEnd(error, page))
        }
    }

    /// What the pages so far were.
    func conclude() -> SegmentRecords {
        var tail = tail
        let ending: SegmentRecords.Ending
        switch position {
        case .switched(let lsn): ending = .switched(at: lsn)
        case .broken(let defect, let isEnd): ending = .broken(isEnd ? defect.asEndOfWAL : defect)
        case .record, .continuation: ending = .full
        case .unfinished(let record):
            tail.unfinished = record
            ending = .full
        }
        return SegmentRecords(head: head, tail: tail, counts: counts, ending: ending)
    }

    /// A position on the page that is being read.
    func lsn(_ offset: Int) -> LSN { LSN(address.rawValue &+ UInt64(offset)) }

    func defect(_ reason: RecordDefect.Reason, at position: LSN) -> RecordDefect {
        RecordDefect(
            reason: reason,
            position: position,
            page: address,
            lastRecord: tail.lastRecord
        )
    }

    private mutating func readRecords(_ page: RawSpan) throws(RecordDefect) {
        let header = PageHeader(page)
        try check(header)
        tail.timeline = header.timeline
        tail.lastPage = address
        var offset = try readContinuation(page, header)
        while offset < page.byteCount {
            offset = try readRecord(page, at: offset)
        }
    }
}

extension RecordDefect {
    /// The same place, where simply nothing follows.
    var asEndOfWAL: Self {
        RecordDefect(reason: .endOfWAL, position: position, page: page, lastRecord: lastRecord)
    }
}
