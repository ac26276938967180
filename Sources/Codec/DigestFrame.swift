package import Crypto
package import WAL

/// What stands behind a compressed file: the digest and the size of its plain bytes.
///
/// A zstd skippable frame (RFC 8878, 3.1.2), always an object's last 148 bytes: `zstd -d`
/// ignores it, a truncated object lacks it, and it goes wherever the object is copied.
package struct DigestFrame: Equatable, Sendable {
    /// Magic number, length, and a line of text.
    package static let length = 148
    private static let textLength = 140
    /// 0x184D2A57 and 140, both little-endian.
    private static let header: [UInt8] = [0x57, 0x2A, 0x4D, 0x18, 140, 0, 0, 0]
    private static let decimalLength = 20

    /// Of the plain bytes.
    package let digest: SHA256Digest
    /// Plain bytes.
    package let size: UInt64
    /// The cluster, where it was known.
    package let system: SystemIdentifier?

    /// Makes the frame of a file.
    package init(digest: SHA256Digest, size: UInt64, system: SystemIdentifier?) {
        self.digest = digest
        self.size = size
        self.system = system
    }

    /// The frame as it is stored.
    package var bytes: [UInt8] {
        let system = Self.decimal(system?.rawValue ?? 0)
        let line = "wal-archive 1 sha256 \(digest) size \(Self.decimal(size)) system \(system)\n"
        return Self.header + Array(line.utf8)
    }

    /// Reads an object's last bytes; nil when they are no digest frame.
    ///
    /// - Throws: `damagedDigestFrame` for a frame of ours whose line cannot be read.
    package init?(lastBytes: [UInt8]) throws(CodecError) {
        let frame = lastBytes.suffix(Self.length)
        guard frame.count == Self.length, frame.starts(with: Self.header) else { return nil }
        let text = String(decoding: frame.dropFirst(Self.header.count), as: UTF8.self)
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 8, words[0] == "wal-archive", words[1] == "1",
            words[2] == "sha256", words[4] == "size", words[6] == "system",
            let digest = SHA256Digest(hexadecimal: words[3]),
            let size = Self.number(words[5]), words[7].utf8.last == UInt8(ascii: "\n"),
            let system = Self.number(words[7].dropLast())
        else { throw .damagedDigestFrame }
        self.init(digest: digest, size: size, system: SystemIdentifier(system))
    }

    private static func decimal(_ number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: decimalLength - digits.utf8.count) + digits
    }

    private static func number(_ text: Substring) -> UInt64? {
        guard text.utf8.count == decimalLength,
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return UInt64(text)
    }
}
