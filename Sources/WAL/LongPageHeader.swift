/// The header at the start of every segment, PostgreSQL's `XLogLongPageHeaderData`.
///
/// Values are as they stand in the file; `SegmentHeader` judges them.
package struct LongPageHeader: Equatable, Sendable {
    /// `SizeOfXLogLongPHD`: 24 bytes of a short header and 16 more.
    package static let length = 40
    /// `XLP_LONG_HEADER`, set on the first page of a segment.
    package static let longHeaderFlag: UInt16 = 0x0002

    /// `xlp_magic`.
    package let magic: PageMagic
    /// `xlp_info`: flags.
    package let info: UInt16
    /// `xlp_tli`.
    package let timeline: UInt32
    /// `xlp_pageaddr`.
    package let pageAddress: LSN
    /// `xlp_sysid`.
    package let systemIdentifier: UInt64
    /// `xlp_seg_size`, bytes.
    package let segmentSize: UInt32
    /// `xlp_xlog_blcksz`, bytes.
    package let blockSize: UInt32

    /// Reads the header from a file's first bytes; nil when there are fewer than `length`.
    package init?(_ bytes: Span<UInt8>) {
        guard bytes.count >= Self.length else { return nil }
        let reader = LittleEndianReader(bytes: bytes)
        magic = PageMagic(reader.uint16(at: 0))
        info = reader.uint16(at: 2)
        timeline = reader.uint32(at: 4)
        pageAddress = LSN(reader.uint64(at: 8))
        systemIdentifier = reader.uint64(at: 24)
        segmentSize = reader.uint32(at: 32)
        blockSize = reader.uint32(at: 36)
    }

    /// Whether the header says that it is a long one.
    package var hasLongHeaderFlag: Bool { info & Self.longHeaderFlag != 0 }
}

/// Numbers as PostgreSQL writes them on every machine that we support.
///
/// Offsets are constants of ours; the caller has checked the length once.
private struct LittleEndianReader: ~Escapable {
    let bytes: Span<UInt8>

    @_lifetime(copy bytes)
    init(bytes: Span<UInt8>) {
        self.bytes = bytes
    }

    func uint16(at offset: Int) -> UInt16 {
        UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8
    }

    func uint32(at offset: Int) -> UInt32 {
        UInt32(uint16(at: offset)) | UInt32(uint16(at: offset + 2)) << 16
    }

    func uint64(at offset: Int) -> UInt64 {
        UInt64(uint32(at: offset)) | UInt64(uint32(at: offset + 4)) << 32
    }
}
