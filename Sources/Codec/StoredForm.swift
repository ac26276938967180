/// In what form an object holds a file; told by the object's first bytes alone.
package enum StoredForm: String, Sendable, CustomStringConvertible {
    /// The file's own bytes.
    case plain
    case zstd
    /// Encrypted with age; a later version reads it.
    case age
    case gzip, lz4, xz, bzip2

    /// As many bytes as decide.
    package static let decisiveLength = 21

    /// Magic numbers of forms; RFC 8878 for zstd, its skippable frames included.
    private static let magics: [(Self, [UInt8])] = [
        (.zstd, [0x28, 0xB5, 0x2F, 0xFD]),
        (.age, Array("age-encryption.org/v1".utf8)),
        (.gzip, [0x1F, 0x8B]),
        (.lz4, [0x04, 0x22, 0x4D, 0x18]),
        (.xz, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
        (.bzip2, Array("BZh".utf8)),
    ]
    private static let skippableMagic: [UInt8] = [0x2A, 0x4D, 0x18]

    /// Decides by an object's first bytes; no WAL page, history file or backup label begins
    /// like one of the other forms.
    package init(firstBytes: [UInt8]) {
        let match = Self.magics.first { firstBytes.starts(with: $0.1) }
        let isSkippable =
            firstBytes.count >= 4 && firstBytes[0] & 0xF0 == 0x50
            && firstBytes[1..<4].elementsEqual(Self.skippableMagic)
        self = isSkippable ? .zstd : match?.0 ?? .plain
    }

    /// The same of an object's first piece, which is long enough or all there is.
    package init(firstPiece: RawSpan) {
        let count = min(firstPiece.byteCount, Self.decisiveLength)
        self.init(
            firstBytes: unsafe firstPiece.extracting(first: count).withUnsafeBytes {
                unsafe Array($0)
            }
        )
    }

    package var description: String { rawValue }
}
