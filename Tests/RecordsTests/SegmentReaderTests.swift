import Records
import TestSupport
import Testing
import WAL

/// What the reader makes of WAL that is right.
@Suite struct SegmentReaderTests {
    @Test(arguments: [1_024, 8_192, 65_536])
    func `reads every record of every segment`(pageSize: Int) throws {
        var random = SplitMix64(state: UInt64(pageSize))
        var stream = WALStream(segment: 5, pageSize: pageSize)
        for _ in 0..<2 { stream.fillSegment(random: &random) }
        stream.append(body: [UInt8](repeating: 7, count: 2_500_000))
        stream.appendSwitch()
        stream.append(body: [1, 2, 3])
        let tail = try Reading.chain(stream, from: 5)
        #expect(tail.lastRecord == stream.records.last.map { LSN($0) })
        let counted = try (0..<stream.bytes.count / stream.segmentSize).reduce(0) { sum, index in
            try sum + Int(Reading.records(stream, index, number: 5).counts.total)
        }
        // Three cross a boundary, which no segment by itself holds whole; the last segment is none
        // yet.
        #expect(counted == stream.records.count - 4)
    }

    @Test func `reads the same however the bytes come, by instruction and by tables`() throws {
        var random = SplitMix64(state: 3)
        var stream = WALStream(segment: 9, pageSize: 2_048)
        stream.fillSegment(random: &random)
        let bytes = stream.segment(0)
        let whole = try Reading.records(bytes, number: 9)
        for piece in [1_000, 2_048, 4_097, 262_144] {
            var reader = SegmentReader(name: try Reading.name(9), by: .tables)
            for start in stride(from: 0, to: bytes.count, by: piece) {
                let part = Array(bytes[start..<min(start + piece, bytes.count)])
                reader.receive(part.span.bytes)
            }
            #expect(reader.conclude() == whole)
        }
    }

    @Test func `tells how many records each resource manager has`() throws {
        var stream = WALStream(segment: 1)
        for manager in [UInt8(0), 10, 10, 21] { stream.append(manager: manager, body: [9]) }
        stream.appendSwitch()
        let records = try Reading.records(stream, 0, number: 1)
        let shares = records.counts.shares.map { "\($0.manager) \($0.count) \($0.bytes)" }
        #expect(shares == ["XLOG 2 49", "Heap 2 50", "LogicalMessage 1 25"])
        #expect(records.head.firstRecord == LSN(0x10_0028))
        #expect(records.ending == .switched(at: LSN(0x10_00A8)))
    }

    @Test func `takes custom resource managers from PostgreSQL 15 on`() throws {
        for (magic, expected) in [(UInt16(0xD10D), false), (0xD110, true), (0xD119, true)] {
            var stream = WALStream(segment: 1)
            stream.magic = magic
            stream.append(manager: 128, body: [])
            stream.appendSwitch()
            let defect = try Reading.records(stream, 0, number: 1).defect
            #expect((defect == nil) == expected)
        }
    }

    @Test func `tells where nothing was written any more`() throws {
        var stream = WALStream(segment: 2)
        for _ in 0..<1_000 { stream.append(body: [1, 2, 3, 4, 5, 6, 7, 8]) }
        let end = stream.position
        stream.fillSegment()
        var bytes = stream.segment(0)
        #expect(try Reading.records(bytes, number: 2).endOfWAL == LSN(end))
        // Behind it, pages of the older segment whose file this was.
        var older = WALStream(segment: 1)
        var random = SplitMix64(state: 1)
        older.fillSegment(random: &random)
        let page = (Int(end) % bytes.count / 8_192 + 1) * 8_192
        bytes.replaceSubrange(page..., with: older.segment(0)[page...])
        #expect(try Reading.records(bytes, number: 2).endOfWAL == LSN(end))
        // But with one of its own behind it, something in between was lost.
        let last = bytes.count - 8_192
        bytes.store(UInt64(2 << 20) + UInt64(last), at: last + 8)
        let records = try Reading.records(bytes, number: 2)
        #expect(records.endOfWAL == nil)
        #expect(records.defect?.position == LSN(end))
    }

    @Test func `is no reader of what begins like no segment of its name`() throws {
        let bytes = WALFixture().bytes()
        var reader = SegmentReader(name: try Reading.name(2))
        reader.receive(bytes.span.bytes)
        #expect(reader.conclude() == nil)
    }
}
