import Crypto
import Testing

/// Digests as values: 32 bytes, 64 digits.
@Suite struct SHA256DigestTests {
    private static let text = "00112233445566778899aabbccddeeff0123456789abcdeffedcba9876543210"

    @Test func `prints the digits that it reads`() throws {
        let digest = try #require(SHA256Digest(hexadecimal: Self.text))
        #expect(digest.description == Self.text)
        #expect(digest.bytes.count == 32 && digest.bytes.first == 0 && digest.bytes.last == 0x10)
        #expect(SHA256Digest(bytes: digest.bytes) == digest)
    }

    @Test func `has a prefix of 16 digits`() throws {
        #expect(try #require(SHA256Digest(hexadecimal: Self.text)).prefix == "0011223344556677")
    }

    @Test(arguments: [0, 1, 31, 33, 64])
    func `has exactly 32 bytes`(count: Int) {
        #expect(SHA256Digest(bytes: [UInt8](repeating: 0, count: count)) == nil)
        #expect(SHA256Digest(hexadecimal: String(repeating: "00", count: count)) == nil)
    }

    @Test func `has no upper-case digits, signs or blanks`() {
        #expect(SHA256Digest(hexadecimal: Self.text.uppercased()) == nil)
        #expect(SHA256Digest(hexadecimal: " " + Self.text.dropFirst()) == nil)
        #expect(SHA256Digest(hexadecimal: Self.text.dropLast() + "\n") == nil)
        #expect(SHA256Digest(hexadecimal: "") == nil)
    }

    @Test(arguments: 0..<64)
    func `is another one with any other digit`(place: Int) throws {
        let digest = try #require(SHA256Digest(hexadecimal: Self.text))
        var digits = Array(Self.text)
        let old = digits[place]
        for digit in "0123456789abcdef" where digit != old {
            digits[place] = digit
            let other = try #require(SHA256Digest(hexadecimal: String(digits)))
            #expect(other != digest)
        }
    }
}
