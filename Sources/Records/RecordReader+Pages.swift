internal import WAL

/// What pages say of themselves.
extension RecordReader {
    /// Checks a header as `XLogReaderValidatePageHeader` does, in its order, and then more strictly.
    func check(_ header: PageHeader) throws(RecordDefect) {
        guard header.magic == frame.magic else {
            throw defect(.pageMagic(header.magic, expected: frame.magic), at: address)
        }
        let isLong = header.flags.contains(.long)
        guard header.flags.isSubset(of: .all), isLong == (address == frame.start) else {
            throw defect(.pageFlags(header.flags.rawValue), at: address)
        }
        guard header.address == address else {
            throw defect(.pageAddress(header.address), at: address)
        }
        guard header.timeline >= tail.timeline else {
            throw defect(.timelineBelow(header.timeline, before: tail.timeline), at: address)
        }
        guard header.timeline <= frame.timeline else {
            throw defect(.timelineAbove(header.timeline, name: frame.timeline), at: address)
        }
        guard header.padding == 0 else { throw defect(.pagePadding, at: address) }
        guard header.flags.contains(.continuesRecord) || header.remainingLength == 0 else {
            throw defect(.strayRemainingLength(header.remainingLength), at: address)
        }
    }

    /// Whether a page was written as a page of this very segment.
    func isWritten(_ page: RawSpan) -> Bool {
        let header = PageHeader(page)
        return header.magic == frame.magic && header.address == address
    }

    /// Whether a server that crashed leaves its WAL like this: the page was never written, being
    /// zeros or a page of the older segment whose file this was; or it was written up to here.
    func looksLikeEnd(_ defect: RecordDefect, _ page: RawSpan) -> Bool {
        guard address != frame.start || defect.reason == .recordLength(0) else { return false }
        switch defect.reason {
        case .recordLength(0):
            let offset = defect.position.rawValue &- address.rawValue
            guard offset < UInt64(page.byteCount) else { return false }
            return page.isZero(from: Int(offset))
        case .pageMagic(let found, _):
            return found.rawValue == 0 ? page.isZero(from: 0) : isOlder(page)
        case .pageAddress, .timelineBelow, .pageFlags: return isOlder(page)
        default: return false
        }
    }

    /// Recycling renames a segment's file: its pages keep their places within it.
    private func isOlder(_ page: RawSpan) -> Bool {
        let found = PageHeader(page).address.rawValue
        let size = frame.end.rawValue &- frame.start.rawValue
        guard found < address.rawValue else { return false }
        return (address.rawValue &- found) & (size &- 1) == 0
    }
}

extension RawSpan {
    /// Whether all bytes from an offset on, a multiple of eight, are zero.
    func isZero(from offset: Int) -> Bool {
        var offset = offset
        while offset + 8 <= byteCount {
            if littleEndian(UInt64.self, at: offset) != 0 { return false }
            offset += 8
        }
        return true
    }
}
