/// The SHA-256 of a file's plain bytes, which is the file's identity.
package struct SHA256Digest: Hashable, Sendable, CustomStringConvertible {
    /// FIPS 180-4: 256 bits.
    package static let length = 32

    /// The 32 bytes.
    package let bytes: [UInt8]

    /// Makes a digest from its 32 bytes; nil for another number of them.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.length else { return nil }
        self.bytes = bytes
    }

    /// Parses 64 lower-case hexadecimal digits; nil for anything else.
    package init?(hexadecimal: some StringProtocol) {
        guard let bytes = LowerHexadecimal.bytes(hexadecimal) else { return nil }
        self.init(bytes: bytes)
    }

    /// 64 lower-case hexadecimal digits, as sha256sum prints them.
    package var description: String { LowerHexadecimal.text(bytes) }

    /// The first 16 digits, which tell apart files that share a name.
    package var prefix: String { String(description.prefix(16)) }
}
