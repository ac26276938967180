/// The upper-case hexadecimal of PostgreSQL's file names: always eight digits a number.
enum UpperHexadecimal {
    static let digitCount = 8

    /// The eight digits of a number.
    static func text(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: digitCount - digits.utf8.count) + digits
    }

    /// The number that exactly eight upper-case digits stand for; nil for anything else.
    static func value(_ digits: some Collection<UInt8>) -> UInt32? {
        guard digits.count == digitCount else { return nil }
        var value: UInt32 = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                value = value << 4 | UInt32(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "A")...UInt8(ascii: "F"):
                value = value << 4 | UInt32(digit - UInt8(ascii: "A") + 10)
            default:
                return nil
            }
        }
        return value
    }
}
