/// A position in the write-ahead log, PostgreSQL's `XLogRecPtr`; printed as `X/X`.
package struct LSN: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Bytes since the beginning of the log.
    package let rawValue: UInt64

    /// Makes a position from bytes since the beginning of the log.
    package init(_ rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// Reads what `description` writes, as it stands in history files and backup labels.
    package init?(_ text: some StringProtocol) {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2,
            let high = Self.half(halves[0]), let low = Self.half(halves[1])
        else { return nil }
        self.init(UInt64(high) << 32 | UInt64(low))
    }

    /// The position so many bytes behind this one; the last that there is where that lies beyond.
    package func advanced(by bytes: UInt64) -> Self {
        let (sum, isBeyond) = rawValue.addingReportingOverflow(bytes)
        return isBeyond ? Self(.max) : Self(sum)
    }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

    package var description: String {
        let high = String(rawValue >> 32, radix: 16, uppercase: true)
        let low = String(rawValue & 0xFFFF_FFFF, radix: 16, uppercase: true)
        return "\(high)/\(low)"
    }

    /// One half of the text: one to eight hexadecimal digits and no sign.
    private static func half(_ text: some StringProtocol) -> UInt32? {
        guard (1...8).contains(text.utf8.count), text.utf8.allSatisfy(isHexadecimal) else {
            return nil
        }
        return UInt32(text, radix: 16)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "F"),
            UInt8(ascii: "a")...UInt8(ascii: "f"):
            true
        default: false
        }
    }
}
