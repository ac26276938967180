/// Bytes as text (RFC 4648, section 4), which checksum headers are made of.
package enum Base64 {
    private static let digits = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )
    private static let padding = UInt8(ascii: "=")

    /// Undoes `text`; nil for what it never writes.
    package static func bytes(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        let characters = Array(text.utf8)
        guard characters.count % 4 == 0 else { return nil }
        for start in stride(from: 0, to: characters.count, by: 4) {
            let group = characters[start..<start + 4].prefix { $0 != padding }
            let values = group.compactMap { digits.firstIndex(of: $0) }
            guard values.count == group.count, group.count >= 2 else { return nil }
            let value = values.reduce(0) { $0 << 6 | $1 } << (6 * (4 - group.count))
            for index in 0..<group.count - 1 {
                bytes.append(UInt8(value >> (8 * (2 - index)) & 0xFF))
            }
        }
        return self.text(bytes) == text ? bytes : nil
    }

    /// Four characters for each three bytes, the last ones padded.
    package static func text(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let value = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for index in 0..<4 {
                let digit = value >> (6 * (3 - index)) & 0x3F
                text.append(index <= group.count ? digits[digit] : padding)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
