internal import Archive
internal import Crypto

/// A digest in the format of `sha256sum`, as we write it and as others do.
enum DigestFile {
    /// As many hexadecimal digits in a row are a digest, or were one.
    private static let digestLikeLength = 32

    /// Reads the file beside an object.
    ///
    /// The digest, a space, a mark (a space for text, `*` for binary), and a path that ends in the
    /// object's name; or the digest alone, or with `-`, from a pipe. What holds no digest at all was
    /// put there by somebody else; anything between is a damaged record.
    static func read(_ bytes: [UInt8], of name: String) -> StoredObject.RecordedDigest {
        let text = String(decoding: bytes, as: UTF8.self)
        var line = Substring(text)
        if line.utf8.last == UInt8(ascii: "\n") { line = Substring(line.utf8.dropLast()) }
        if line.utf8.last == UInt8(ascii: "\r") { line = Substring(line.utf8.dropLast()) }
        let isEnded = line.endIndex != text.endIndex
        let digits = line.prefix { $0 != " " }
        if isEnded, let digest = SHA256Digest(hexadecimal: digits),
            isName(line.dropFirst(digits.count), name)
        {
            return .digest(digest)
        }
        return isForeign(text, isEnded: isEnded) ? .foreign : .unreadable
    }

    private static func isName(_ rest: Substring, _ name: String) -> Bool {
        if rest.isEmpty { return true }
        guard rest.hasPrefix("  ") || rest.hasPrefix(" *") else { return false }
        let path = rest.dropFirst(2)
        return path == "-" || path == name || path.hasSuffix("/" + name)
    }

    private static func isForeign(_ text: String, isEnded: Bool) -> Bool {
        let isText = text.unicodeScalars.allSatisfy {
            (0x20..<0x7F).contains($0.value) || $0 == "\n" || $0 == "\r" || $0 == "\t"
        }
        let runs = text.utf8.split { !isHexadecimal($0) }
        let longest = runs.map(\.count).max() ?? 0
        return isEnded && isText && longest < digestLikeLength && text.utf8.count > 1
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
