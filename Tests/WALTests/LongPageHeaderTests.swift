import TestSupport
import Testing
import WAL

/// The 40 bytes at a segment's start.
@Suite struct LongPageHeaderTests {
    /// Reads a header; a span cannot pass through a macro.
    private func header(_ bytes: [UInt8]) -> LongPageHeader? {
        LongPageHeader(bytes.span)
    }

    @Test func `reads every field`() throws {
        var fixture = WALFixture(seed: nil)
        fixture.systemIdentifier = 0x0123_4567_89AB_CDEF
        fixture.timeline = 0xA1B2_C3D4
        fixture.number = 0x12_3456
        fixture.size = 1 << 24
        let bytes = fixture.bytes()
        let header = try #require(self.header(bytes))
        #expect(header.magic == PageMagic(0xD110))
        #expect(header.info == LongPageHeader.longHeaderFlag)
        #expect(header.hasLongHeaderFlag)
        #expect(header.timeline == 0xA1B2_C3D4)
        #expect(header.pageAddress == LSN(0x1234_5600_0000))
        #expect(header.systemIdentifier == 0x0123_4567_89AB_CDEF)
        #expect(header.segmentSize == 1 << 24)
        #expect(header.blockSize == 8192)
    }

    @Test func `reads bytes in little-endian order`() throws {
        let bytes = (0..<40).map { UInt8($0) }
        let header = try #require(self.header(bytes))
        #expect(header.magic.rawValue == 0x0100)
        #expect(header.info == 0x0302)
        #expect(header.timeline == 0x0706_0504)
        #expect(header.pageAddress.rawValue == 0x0F0E_0D0C_0B0A_0908)
        #expect(header.systemIdentifier == 0x1F1E_1D1C_1B1A_1918)
        #expect(header.segmentSize == 0x2322_2120)
        #expect(header.blockSize == 0x2726_2524)
    }

    @Test(arguments: [(0, false), (1, false), (2, true), (3, true), (0xFFFD, false)])
    func `has its flag in the second bit`(info: UInt16, isLong: Bool) throws {
        var bytes = [UInt8](repeating: 0, count: 40)
        bytes.store(info, at: 2)
        #expect(try #require(header(bytes)).hasLongHeaderFlag == isLong)
    }

    @Test(arguments: [(0, false), (1, false), (39, false), (40, true), (41, true), (8192, true)])
    func `needs 40 bytes and no more`(count: Int, isEnough: Bool) {
        let bytes = [UInt8](repeating: 0xFF, count: count)
        #expect((header(bytes) != nil) == isEnough)
    }
}
