internal import WAL

extension UnfinishedRecord {
    var hasHeader: Bool { received >= UInt64(RecordHeader.length) }

    /// The header, once all its bytes are there.
    var wholeHeader: RecordHeader { RecordHeader(header.0, header.1, header.2) }

    /// Takes the next bytes; those of the header come in whole words, as records are aligned.
    mutating func take(_ bytes: RawSpan, by implementation: CRC32C.Implementation) {
        var offset = 0
        while !hasHeader, offset + 8 <= bytes.byteCount {
            takeWord(bytes.littleEndian(UInt64.self, at: offset))
            offset += 8
        }
        guard hasHeader else { return }
        body.update(bytes.extracting(droppingFirst: offset), by: implementation)
        received += UInt64(bytes.byteCount - offset)
    }

    private mutating func takeWord(_ word: UInt64) {
        switch received / 8 {
        case 0: header.0 = word
        case 1: header.1 = word
        default: header.2 = word
        }
        received += 8
    }

    /// Takes the share of it that another segment holds.
    mutating func take(
        _ rest: SegmentHead.Continuation,
        by implementation: CRC32C.Implementation
    ) {
        var words = InlineArray<2, UInt64>(repeating: 0)
        words[0] = rest.first.0.littleEndian
        words[1] = rest.first.1.littleEndian
        let limit = UInt64(SegmentHead.Continuation.headerShareLimit)
        take(
            unsafe words.span.bytes.extracting(first: Int(min(rest.received, limit))),
            by: implementation
        )
        guard rest.received > limit else { return }
        body.append(fragment: rest.rest, length: rest.received - limit)
        received += rest.received - limit
    }
}

extension SegmentHead.Continuation {
    /// Takes the next bytes.
    mutating func take(_ bytes: RawSpan, by implementation: CRC32C.Implementation) {
        var offset = 0
        while received < UInt64(Self.headerShareLimit), offset < bytes.byteCount {
            let byte = UInt64(bytes.littleEndian(UInt8.self, at: offset))
            let shift = (received % 8) * 8
            if received < 8 { first.0 |= byte << shift } else { first.1 |= byte << shift }
            received += 1
            offset += 1
        }
        rest.update(bytes.extracting(droppingFirst: offset), by: implementation)
        received += UInt64(bytes.byteCount - offset)
    }
}
