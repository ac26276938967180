import Crypto
import Testing

/// Bytes as lower-case digits and back.
@Suite struct LowerHexadecimalTests {
    @Test(
        arguments: [
            ([], ""), ([0], "00"), ([0x0F, 0xF0], "0ff0"), ([1, 0x23, 0x45, 0x67], "01234567"),
            ([0x89, 0xAB, 0xCD, 0xEF], "89abcdef"), ([0xFF, 0xFF, 0xFF], "ffffff"),
        ] as [([UInt8], String)]
    )
    func `writes two digits a byte and reads them`(bytes: [UInt8], text: String) {
        #expect(LowerHexadecimal.text(bytes) == text)
        #expect(LowerHexadecimal.bytes(text) == bytes)
    }

    @Test(arguments: [
        "0", "000", "0g", "0G", "FF", "Ff", "0x00", " 00", "00 ", "00\n", "00\0", "-1", "+1",
        "０0", "é", "0\u{301}0",
    ])
    func `refuses any other text`(text: String) {
        #expect(LowerHexadecimal.bytes(text) == nil)
    }

    @Test(arguments: UInt8.min...UInt8.max)
    func `reads every byte that it writes`(byte: UInt8) {
        let text = LowerHexadecimal.text([byte])
        #expect(text.utf8.count == 2)
        #expect(LowerHexadecimal.bytes(text) == [byte])
        #expect(LowerHexadecimal.bytes(text.uppercased()) == (byte.isDecimal ? [byte] : nil))
    }

    @Test(arguments: 0...255)
    func `refuses a digit of any other value`(value: UInt8) {
        let isDigit = "0123456789abcdef".utf8.contains(value)
        let text = "0" + String(Character(Unicode.Scalar(value)))
        #expect((LowerHexadecimal.bytes(text) != nil) == isDigit)
    }
}

extension UInt8 {
    /// Whether neither of its hexadecimal digits is a letter.
    fileprivate var isDecimal: Bool { self & 0xF < 10 && self >> 4 < 10 }
}
