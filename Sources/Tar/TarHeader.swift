/// The 512 bytes before a member of a tar archive (POSIX ustar, PostgreSQL's `tarCreateHeader`).
package struct TarHeader: Equatable, Sendable {
    /// What a member is.
    package enum Kind: Equatable, Sendable {
        case file
        case directory
        /// A link in `pg_tblspc`, with where it leads.
        case tablespaceLink(target: String)
    }

    /// Everything in an archive is a multiple of this.
    package static let blockLength = 512

    /// Relative to the data directory or the tablespace, without `.`, `..` and empty components.
    package let path: String
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
        let name = try Self.name(of: block)
        path = try Self.safe(name)
        self.mode = UInt16(truncatingIfNeeded: mode) & 0o7777
        switch block[156] {
        case UInt8(ascii: "0"), 0:
            kind = .file
            self.size = size
        case UInt8(ascii: "5"):
            kind = .directory
            self.size = 0
        case UInt8(ascii: "2"):
            guard Self.isTablespaceLink(path) else { throw .unexpectedLink(path) }
            kind = .tablespaceLink(target: try Self.text(block[157..<257]))
            self.size = 0
        case let type: throw .unsupportedMember(path, type: type)
        }
    }

    /// `pg_tblspc` and a number, below it nothing.
    private static func isTablespaceLink(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        return parts.count == 2 && parts[0] == "pg_tblspc" && UInt32(parts[1]) != nil
    }

    private static func name(of block: [UInt8]) throws(TarError) -> String {
        let name = try text(block[0..<100])
        let isUstar = block[257..<262].elementsEqual("ustar".utf8) && block[262] == 0
        let prefix = isUstar ? try text(block[345..<500]) : ""
        return prefix.isEmpty ? name : "\(prefix)/\(name)"
    }

    /// The name less `./` in front and `/` behind, if it leads nowhere else.
    package static func safe(_ name: String) throws(TarError) -> String {
        var rest = name[...]
        if rest.hasPrefix("./") { rest = rest.dropFirst(2) }
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        let isSafe = rest.split(separator: "/", omittingEmptySubsequences: false)
            .allSatisfy { !["", ".", ".."].contains($0) }
        guard isSafe else { throw .unsafeName(name) }
        return String(rest)
    }

    private static func text(_ field: ArraySlice<UInt8>) throws(TarError) -> String {
        let bytes = field.prefix { $0 != 0 }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .unsafeName(String(decoding: bytes, as: UTF8.self))
        }
        return text
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
