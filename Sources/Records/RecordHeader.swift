package import WAL

/// The fixed part of every record, PostgreSQL's `XLogRecord`.
package struct RecordHeader: Equatable, Sendable {
    /// `SizeOfXLogRecord`.
    package static let length = 24
    /// Records begin at multiples of this (`MAXALIGN`).
    package static let alignment = 8
    /// No record is longer: memory for one cannot be had in PostgreSQL (`MaxAllocSize`).
    package static let longestRecord: UInt32 = 0x3FFF_FFFF
    /// Bytes that the checksum covers: all before `xl_crc`.
    static let checkedLength = 20

    /// The header as three words.
    private let words: InlineArray<3, UInt64>

    /// Takes the header's bytes, which the caller has made sure of.
    init(_ bytes: RawSpan, at offset: Int) {
        words = [
            bytes.littleEndian(UInt64.self, at: offset),
            bytes.littleEndian(UInt64.self, at: offset + 8),
            bytes.littleEndian(UInt64.self, at: offset + 16),
        ]
    }

    /// Takes three words as they stand in a file.
    init(_ first: UInt64, _ second: UInt64, _ third: UInt64) {
        words = [first, second, third]
    }

    /// `xl_tot_len`: bytes of the whole record, this header included.
    package var totalLength: UInt32 { UInt32(truncatingIfNeeded: words[0]) }
    /// `xl_prev`: where the record before begins.
    package var previous: LSN { LSN(words[1]) }
    /// `xl_info`.
    package var info: UInt8 { UInt8(truncatingIfNeeded: words[2]) }
    /// `xl_rmid`.
    package var resourceManager: ResourceManager {
        ResourceManager(UInt8(truncatingIfNeeded: words[2] >> 8))
    }
    /// `xl_crc`.
    package var checksum: UInt32 { UInt32(truncatingIfNeeded: words[2] >> 32) }

    /// Completes the checksum of a record's body with the header's share of it.
    func matches(_ body: CRC32C, by implementation: CRC32C.Implementation) -> Bool {
        var crc = body
        let checked: InlineArray<3, UInt64> = [
            words[0].littleEndian, words[1].littleEndian, words[2].littleEndian,
        ]
        crc.update(
            unsafe checked.span.bytes.extracting(first: Self.checkedLength),
            by: implementation
        )
        return crc.value == checksum
    }

    package static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.words[0] == rhs.words[0] && lhs.words[1] == rhs.words[1]
            && lhs.words[2] == rhs.words[2]
    }
}

extension RecordHeader {
    /// `~XLR_INFO_MASK`: the bits of `xl_info` that are the resource manager's.
    private static let kindMask: UInt8 = 0xF0

    /// Whether the rest of the segment is left empty behind this record (`XLOG_SWITCH`).
    package var isSwitch: Bool { resourceManager == .xlog && info & Self.kindMask == 0x40 }

    /// Whether it stands for a record whose rest a crash lost (`XLOG_OVERWRITE_CONTRECORD`).
    package var isOverwrite: Bool { resourceManager == .xlog && info & Self.kindMask == 0xD0 }
}
