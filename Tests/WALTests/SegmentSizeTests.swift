import Testing
import WAL

/// Segment sizes: powers of two from 1 MiB to 1 GiB.
@Suite struct SegmentSizeTests {
    @Test(arguments: 20...30 as ClosedRange<UInt64>)
    func `is any power of two from 1 MiB to 1 GiB, and no neighbour of one`(
        exponent: UInt64
    ) throws {
        let bytes: UInt64 = 1 << exponent
        let size = try size(bytes)
        #expect(size.bytes == bytes)
        #expect(size.segmentsPerLog == 1 << (32 - exponent))
        #expect(SegmentSize(bytes: bytes - 1) == nil)
        #expect(SegmentSize(bytes: bytes + 1) == nil)
        #expect(SegmentSize(bytes: bytes / 2 * 3) == nil)
    }

    @Test(arguments: [0, 1, 1 << 19, 1 << 31, 1 << 32, 1 << 63, UInt64.max])
    func `is nothing beyond that`(bytes: UInt64) {
        #expect(SegmentSize(bytes: bytes) == nil)
    }

    @Test(arguments: [(1 << 20, "1 MiB"), (1 << 24, "16 MiB"), (1 << 30, "1024 MiB")])
    func `prints mebibytes`(bytes: UInt64, text: String) throws {
        #expect(try size(bytes).description == text)
    }
}
