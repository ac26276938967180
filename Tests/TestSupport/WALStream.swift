import Records

/// WAL made without a server: whole records with their checksums and links, on pages, over as many
/// segments as they take.
package struct WALStream: Sendable {
    /// The cluster.
    package var systemIdentifier: UInt64 = 7_312_345_678_901_234_567
    /// The timeline of the pages to come.
    package var timeline: UInt32 = 1
    /// The page magic; the default is PostgreSQL 15's.
    package var magic: UInt16 = 0xD110
    /// Bytes of a page.
    package let pageSize: Int
    /// Bytes of a segment.
    package let segmentSize: Int
    /// The address of the first byte.
    package let start: UInt64
    /// Everything so far.
    package private(set) var bytes: [UInt8] = []
    /// Where each record begins.
    package private(set) var records: [UInt64] = []

    /// Begins at a segment.
    package init(segment number: UInt64, segmentSize: Int = 1 << 20, pageSize: Int = 8_192) {
        self.segmentSize = segmentSize
        self.pageSize = pageSize
        start = number * UInt64(segmentSize)
    }

    /// The address of the next byte.
    package var position: UInt64 { start + UInt64(bytes.count) }

    /// Appends a record of a resource manager; answers where it begins.
    @discardableResult
    package mutating func append(
        manager: UInt8 = 10,
        info: UInt8 = 0,
        body: [UInt8]
    ) -> UInt64 {
        beginPage(remaining: 0)
        let begin = position
        var record = [UInt8](repeating: 0, count: 24) + body
        record.store(UInt32(record.count), at: 0)
        record.store(UInt32(truncatingIfNeeded: records.count), at: 4)
        record.store(records.last ?? 0, at: 8)
        record[16] = info
        record[17] = manager
        var crc = CRC32C()
        crc.update(record.span.bytes.extracting(droppingFirst: 24))
        crc.update(record.span.bytes.extracting(first: 20))
        record.store(crc.value, at: 20)
        write(record)
        records.append(begin)
        return begin
    }

    /// Appends `XLOG_SWITCH`, and the zeros up to the segment's end.
    package mutating func appendSwitch() {
        append(manager: 0, info: 0x40, body: [])
        fillSegment()
    }

    /// Appends zeros up to the segment's end, as if nothing had been written there.
    package mutating func fillSegment() {
        let rest = bytes.count % segmentSize
        guard rest > 0 else { return }
        bytes += [UInt8](repeating: 0, count: segmentSize - rest)
    }

    /// Appends records of some lengths until a segment is full, the last one going on beyond it.
    package mutating func fillSegment(random: inout SplitMix64, longest: Int = 2_000) {
        let end = (bytes.count / segmentSize + 1) * segmentSize
        while bytes.count < end {
            let length = Int.random(in: 0...longest, using: &random)
            let fill = UInt8.random(in: 0...255, using: &random)
            append(
                manager: UInt8.random(in: 1...21, using: &random),
                body: [UInt8](repeating: fill, count: length)
            )
        }
    }

    /// A segment of it, counted from the first.
    package func segment(_ index: Int) -> [UInt8] {
        Array(bytes[index * segmentSize..<(index + 1) * segmentSize])
    }

    /// Writes a record's bytes, page after page, and aligns the end.
    private mutating func write(_ record: [UInt8]) {
        var written = 0
        while written < record.count {
            beginPage(remaining: record.count - written)
            let room = pageSize - bytes.count % pageSize
            let count = min(room, record.count - written)
            bytes += record[written..<written + count]
            written += count
        }
        bytes += [UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8)
    }

    /// Writes a page's header where one begins.
    private mutating func beginPage(remaining: Int) {
        guard bytes.count % pageSize == 0 else { return }
        let isLong = bytes.count % segmentSize == 0
        var header = [UInt8](repeating: 0, count: isLong ? 40 : 24)
        let isContinued = remaining > 0
        header.store(magic, at: 0)
        header.store(UInt16((isContinued ? 1 : 0) | (isLong ? 2 : 0)), at: 2)
        header.store(timeline, at: 4)
        header.store(position, at: 8)
        header.store(isContinued ? UInt32(remaining) : 0, at: 16)
        if isLong {
            header.store(systemIdentifier, at: 24)
            header.store(UInt32(segmentSize), at: 32)
            header.store(UInt32(pageSize), at: 36)
        }
        bytes += header
    }
}
