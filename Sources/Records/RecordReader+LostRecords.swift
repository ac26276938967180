internal import WAL

/// Records whose rest a crash lost, and what then stands in its place.
extension RecordReader {
    /// Whether a crash lost the rest: another record begins in its place.
    mutating func giveUp(_ record: Lost, _ header: PageHeader) -> Bool {
        guard header.flags.contains(.overwritesContinuation) else { return false }
        lost = record
        if record == .unknown { head.overwrittenAt = address }
        return true
    }

    /// Checks what stands for a lost record as `VerifyOverwriteContrecord` does.
    mutating func checkLost(
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
