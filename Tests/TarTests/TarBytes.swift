@testable import Tar

/// Tar archives as PostgreSQL writes them, made byte by byte.
struct TarBytes {
    private(set) var bytes: [UInt8] = []

    /// Adds a member's header and content.
    mutating func add(
        _ name: String,
        _ content: [UInt8] = [],
        type: Character = "0",
        mode: Int = 0o600,
        link: String = "",
        size: UInt64? = nil
    ) {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int) {
            for (index, byte) in text.utf8.enumerated() { block[offset + index] = byte }
        }
        func octal(_ number: UInt64, _ digits: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        let size = size ?? UInt64(content.count)
        put(name, at: 0)
        put(octal(UInt64(mode), 7), at: 100)
        if size < 1 << 33 {
            put(octal(size, 11), at: 124)
        } else {
            block[124] = 0x80
            for index in 0..<8 {
                block[135 - index] = UInt8(truncatingIfNeeded: size >> (8 * index))
            }
        }
        put("        ", at: 148)
        put(String(type), at: 156)
        put(link, at: 157)
        put("ustar", at: 257)
        put("00", at: 263)
        put(octal(block.reduce(0) { $0 + UInt64($1) }, 6), at: 148)
        block[154] = 0
        bytes += block + content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }

    /// Changes a byte of the first header, and its checksum with it.
    mutating func change(_ offset: Int, to byte: UInt8) {
        bytes[offset] = byte
        for index in 148..<156 { bytes[index] = UInt8(ascii: " ") }
        let sum = bytes[..<512].reduce(0) { $0 + Int($1) }
        let digits = String(sum, radix: 8)
        let text = String(repeating: "0", count: 6 - digits.count) + digits + "\0"
        for (index, byte) in text.utf8.enumerated() { bytes[148 + index] = byte }
    }

    /// Adds the two blocks that end an archive.
    mutating func end() {
        bytes += [UInt8](repeating: 0, count: 1024)
    }
}

/// What a reader tells of some bytes, contents gathered.
struct TarStory: Equatable {
    var members: [TarHeader] = []
    var contents: [[UInt8]] = []
    var hasEnded = false

    /// Reads bytes in pieces of a length.
    init(_ bytes: [UInt8], pieceLength: Int, reader: inout TarReader) throws(TarError) {
        for start in stride(from: 0, to: bytes.count, by: pieceLength) {
            let piece = Array(bytes[start..<min(start + pieceLength, bytes.count)])
            var consumed = 0
            reading: while true {
                switch try reader.next(piece.span.bytes, consumed: &consumed) {
                case .needsMore: break reading
                case .member(let header):
                    members.append(header)
                    contents.append([])
                case .content(let count):
                    if contents.isEmpty { contents.append([]) }
                    contents[contents.count - 1] += piece[(consumed - count)..<consumed]
                case .endOfMember: continue
                case .endOfArchive: hasEnded = true
                }
            }
        }
    }
}
