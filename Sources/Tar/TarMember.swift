/// A small file or directory as a member of a tar archive of our own (POSIX ustar).
package struct TarMember: Equatable, Sendable {
    /// As much as a header's name takes.
    package static let pathLimit = 100
    /// The two blocks of zeros that end an archive.
    package static let terminator = [UInt8](repeating: 0, count: 2 * TarHeader.blockLength)

    /// Relative to the archive's directory.
    package var path: String
    /// Permission bits.
    package var mode: UInt16
    /// Seconds since 1970.
    package var modified: Int64
    /// Nil for a directory.
    package var content: [UInt8]?

    /// Makes a member of its parts.
    package init(path: String, mode: UInt16, modified: Int64, content: [UInt8]?) {
        self.path = path
        self.mode = mode
        self.modified = modified
        self.content = content
    }

    /// Header, content and padding; nil where the path does not fit.
    package var bytes: [UInt8]? {
        guard path.utf8.count <= Self.pathLimit else { return nil }
        let content = content ?? []
        var header = [UInt8](repeating: 0, count: TarHeader.blockLength)
        func put(_ text: String, at offset: Int) {
            header.replaceSubrange(offset..<(offset + text.utf8.count), with: text.utf8)
        }
        put(path, at: 0)
        put(Self.octal(UInt64(mode), digits: 7), at: 100)
        put(Self.octal(0, digits: 7), at: 108)
        put(Self.octal(0, digits: 7), at: 116)
        put(Self.octal(UInt64(content.count), digits: 11), at: 124)
        put(Self.octal(UInt64(max(modified, 0)), digits: 11), at: 136)
        put("        ", at: 148)
        put(self.content == nil ? "5" : "0", at: 156)
        put("ustar", at: 257)
        put("00", at: 263)
        put(Self.octal(header.reduce(0) { $0 + UInt64($1) }, digits: 6) + "\0", at: 148)
        let padding = (TarHeader.blockLength - content.count % TarHeader.blockLength)
        return header + content
            + [UInt8](repeating: 0, count: padding % TarHeader.blockLength)
    }

    /// The last digits of a number, with zeros in front.
    private static func octal(_ number: UInt64, digits: Int) -> String {
        let text = String(number, radix: 8).suffix(digits)
        return String(repeating: "0", count: digits - text.utf8.count) + text
    }
}
