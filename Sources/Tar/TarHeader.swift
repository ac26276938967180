package import SystemPackage

/// The 512 bytes before a member of a tar archive (POSIX ustar, PostgreSQL's `tarCreateHeader`).
package struct TarHeader: Equatable, Sendable {
    /// What a member is.
    package enum Kind: Equatable, Sendable {
        case file
        case directory
        /// A link in `pg_tblspc`, with where it leads.
        case tablespaceLink(target: FilePath)
    }

    /// Everything in an archive is a multiple of this.
    package static let blockLength = 512

    /// Relative to the data directory or the tablespace, without `.`, `..` and empty components.
    ///
    /// A name is bytes: not each is text, and two that look alike are two files.
    package let path: FilePath
    /// What it is.
    package let kind: Kind
    /// Permission bits.
    package let mode: UInt16
    /// Bytes of content.
    package let size: UInt64

    /// Reads a header; nil for the block of zeros that ends an archive.
    ///
    /// - Parameters:
    ///   - block: 512 bytes.
    ///   - offset: where it stands, for messages.
    init?(_ block: [UInt8], at offset: UInt64) throws(TarError) {
        if block.allSatisfy({ $0 == 0 }) { return nil }
        guard block.count == Self.blockLength,
            Self.number(block[148..<156]) == Self.checksum(of: block),
            let mode = Self.number(block[100..<108]), let size = Self.number(block[124..<136]),
            size <= UInt64(Int64.max)
        else { throw .damagedHeader(offset: offset) }
        let name = Self.name(of: block)
        path = try Self.safe(name)
        // A data directory has no program in it that is to run as somebody else.
        self.mode = UInt16(truncatingIfNeeded: mode) & 0o777
        switch block[156] {
        case UInt8(ascii: "0"), 0:
            kind = .file
            self.size = size
        case UInt8(ascii: "5"):
            kind = .directory
            self.size = 0
        case UInt8(ascii: "2"):
            guard Self.isTablespaceLink(path) else { throw .unexpectedLink(path.string) }
            kind = .tablespaceLink(target: Self.path(Self.text(block[157..<257])))
            self.size = 0
        case let type: throw .unsupportedMember(path.string, type: type)
        }
    }

    /// `pg_tblspc` and a number, below it nothing.
    private static func isTablespaceLink(_ path: FilePath) -> Bool {
        let parts = path.components.map(\.string)
        return parts.count == 2 && parts[0] == "pg_tblspc" && UInt32(parts[1]) != nil
    }

    private static func name(of block: [UInt8]) -> [UInt8] {
        let name = text(block[0..<100])
        let isUstar = block[257..<262].elementsEqual("ustar".utf8) && block[262] == 0
        let prefix = isUstar ? text(block[345..<500]) : []
        return Array(prefix.isEmpty ? name : prefix + [slash] + name)
    }

    private static let slash = UInt8(ascii: "/")

    /// The name less `./` in front and `/` behind, if it leads nowhere else.
    ///
    /// Split by bytes, as the kernel does: to Swift a slash with an accent on it is no slash.
    package static func safe(_ name: [UInt8]) throws(TarError) -> FilePath {
        let dot = UInt8(ascii: ".")
        var rest = name[...]
        if rest.starts(with: [dot, slash]) { rest = rest.dropFirst(2) }
        if rest.last == slash { rest = rest.dropLast() }
        let isSafe = rest.split(separator: slash, omittingEmptySubsequences: false)
            .allSatisfy { part in
                !part.isEmpty && !part.contains(0) && !part.elementsEqual([dot])
                    && !part.elementsEqual([dot, dot])
            }
        guard isSafe else { throw .unsafeName(String(decoding: name, as: UTF8.self)) }
        return path(rest)
    }

    private static func path(_ bytes: ArraySlice<UInt8>) -> FilePath {
        unsafe FilePath(platformString: bytes.map { CChar(bitPattern: $0) } + [0])
    }

    private static func text(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        field.prefix { $0 != 0 }
    }

    /// Octal digits, or a big-endian number behind a byte of 0x80 where those do not suffice.
    private static func number(_ field: ArraySlice<UInt8>) -> UInt64? {
        if field.first == 0x80 {
            guard field.dropFirst().dropLast(8).allSatisfy({ $0 == 0 }) else { return nil }
            return field.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
        }
        let digits = field.drop { $0 == UInt8(ascii: " ") }
            .prefix { $0 != 0 && $0 != UInt8(ascii: " ") }
        guard !digits.isEmpty else { return nil }
        return UInt64(String(decoding: digits, as: UTF8.self), radix: 8)
    }

    /// The sum of all bytes, those of the sum itself counting as spaces.
    private static func checksum(of block: [UInt8]) -> UInt64 {
        let field = block[148..<156].reduce(UInt64(0)) { $0 + UInt64($1) }
        return block.reduce(UInt64(0)) { $0 + UInt64($1) } - field + 8 * UInt64(UInt8(ascii: " "))
    }
}
