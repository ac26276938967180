import Records
import TestSupport
import Testing
import WAL

/// Segments read apart and joined.
@Suite struct SegmentEdgesTests {
    /// Records that cross the boundary with so many bytes in the first segment, the header's among
    /// them.
    @Test(arguments: [8, 16, 24, 32, 1_000])
    func `joins a record wherever it is cut`(before: Int) throws {
        for body in [before, before + 100, 1_500_000] {
            let segments = try Self.crossing(before: before, body: body)
            let tail = try Reading.chain(segments, from: 1)
            #expect(tail.lastRecord != nil)
            var damaged = segments
            // The first byte behind the long header of the segment that holds the rest.
            damaged[1][40] ^= 1
            #expect(throws: RecordDefect.self) { try Reading.chain(damaged, from: 1) }
        }
    }

    /// Two segments or more; in the first a record's last so many bytes before the end.
    private static func crossing(before: Int, body: Int) throws -> [[UInt8]] {
        var stream = WALStream(segment: 1)
        var random = SplitMix64(state: 4)
        while stream.bytes.count < stream.segmentSize - 2 * 8_192 {
            stream.append(body: [UInt8](repeating: UInt8(random.next() % 256), count: 777))
        }
        if stream.bytes.count % 8_192 != 0 {
            stream.append(
                body: [UInt8](repeating: 0, count: 8_192 - stream.bytes.count % 8_192 - 24)
            )
        }
        // On the last page, so that only `before` bytes are left; a page has a header of 24.
        if stream.bytes.count < stream.segmentSize {
            stream.append(body: [UInt8](repeating: 3, count: 8_192 - 24 - 24 - before))
        }
        guard stream.bytes.count == stream.segmentSize - before else {
            throw HarnessError("the record before ends at \(stream.bytes.count)")
        }
        stream.append(body: [UInt8](repeating: 5, count: body))
        stream.append(body: [1])
        stream.fillSegment()
        return (0..<stream.bytes.count / stream.segmentSize).map { stream.segment($0) }
    }

    @Test func `names the record where another segment's bytes follow`() throws {
        let segments = try Self.crossing(before: 32, body: 900)
        let others = try Self.crossing(before: 32, body: 901)
        let text = "the record at LSN 0/1FFFE0 goes on with 893 bytes instead of 892"
        #expect {
            _ = try Reading.chain([segments[0], others[1]], from: 1)
        } throws: { error in
            "\(error)" == text
        }
    }

    @Test func `names a record that follows another one than the last`() throws {
        var first = WALStream(segment: 1)
        first.append(body: [1])
        first.appendSwitch()
        first.append(body: [2])
        first.fillSegment()
        var other = WALStream(segment: 1)
        other.append(body: [1, 2, 3, 4, 5, 6, 7, 8, 9])
        other.appendSwitch()
        #expect {
            _ = try Reading.chain([other.segment(0), first.segment(1)], from: 1)
        } throws: { error in
            "\(error)" == "the record at LSN 0/200028 follows one at 0/100048 instead of 0/100050"
        }
    }
}
