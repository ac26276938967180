package import WAL

/// The small object that says whose archive this is, created once by the first push.
package struct ClusterMarker: Equatable, Sendable {
    /// Its three lines have less than 100 bytes; a later version may add some.
    package static let lengthLimit = 4096
    private static let archiveIDLength = 32

    /// Whose archive it is.
    package let system: SystemIdentifier
    /// The archive's random name: 32 lower-case hexadecimal digits.
    package let archiveID: String
    /// The marker as it is stored, further lines included.
    package let bytes: [UInt8]

    /// Makes the marker of a new archive.
    package init(system: SystemIdentifier, random: inout some RandomNumberGenerator) {
        self.system = system
        let halves = [random.next(), random.next()]
        archiveID = halves.map { half in
            let digits = String(half, radix: 16)
            return String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }.joined()
        bytes = Array("wal-archive 1\nsystem \(system)\narchive \(archiveID)\n".utf8)
    }

    /// Reads a marker; nil for one that is damaged.
    ///
    /// Lines behind the third are ignored.
    package init?(_ bytes: [UInt8]) {
        let lines = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        // The last line ends too: a marker that was cut off is damaged.
        guard lines.count >= 4, lines[0] == "wal-archive 1",
            let number = Self.value(lines[1], of: "system").flatMap({ UInt64($0) }),
            let system = SystemIdentifier(number),
            let archiveID = Self.value(lines[2], of: "archive"),
            archiveID.utf8.count == Self.archiveIDLength,
            archiveID.utf8.allSatisfy(Self.isLowerHexadecimal)
        else { return nil }
        self.system = system
        self.archiveID = String(archiveID)
        self.bytes = bytes
    }

    /// Whether they say the same; further lines do not count.
    package static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.system == rhs.system && lhs.archiveID == rhs.archiveID
    }

    private static func value(_ line: Substring, of word: String) -> Substring? {
        line.hasPrefix(word + " ") ? line.dropFirst(word.utf8.count + 1) : nil
    }

    private static func isLowerHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        default: false
        }
    }
}
