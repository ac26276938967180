internal import Archive

/// A backup's name, which is its folder: when it was begun, and a random number.
package struct BackupName: Hashable, Comparable, Sendable, CustomStringConvertible {
    private static let digits = Set("0123456789abcdef".utf8)

    private let text: String

    /// Names a backup that begins now.
    package init(begun: UTCTime, random: inout some RandomNumberGenerator) {
        let number = UInt32.random(in: .min ... .max, using: &random)
        let hexadecimal = String(number, radix: 16)
        let padding = String(repeating: "0", count: 8 - hexadecimal.utf8.count)
        text = "\(begun.compact)-\(padding)\(hexadecimal)"
    }

    /// Parses `YYYYMMDDTHHMMSSZ-` and 8 lower-case hexadecimal digits; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].utf8.count == 8,
            parts[1].utf8.allSatisfy(Self.digits.contains)
        else { return nil }
        let time = Array(parts[0].utf8)
        guard time.count == 16, time[8] == UInt8(ascii: "T"), time[15] == UInt8(ascii: "Z"),
            (time[..<8] + time[9..<15]).allSatisfy({ (48...57).contains($0) })
        else { return nil }
        self.text = String(text)
    }

    package var description: String { text }

    /// The name of one of its objects.
    func object(_ file: String) throws(BackupError) -> ObjectName {
        guard let name = ObjectName("\(text)/\(file)") else {
            throw .refused("\"\(file)\" cannot be an object's name")
        }
        return name
    }

    /// How the names of all its objects begin.
    package var prefix: String { "\(text)/" }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.text < rhs.text }
}

/// The objects of a backup that are no parts of archives.
enum BackupFile {
    /// What a backup was begun as; the first object.
    static let begun = "begun.json"
    /// What a backup is; the last object, without which there is none.
    static let description = "backup.json"
    /// PostgreSQL's manifest.
    static let manifest = "backup_manifest"
    /// Files of settings from elsewhere than the data directory.
    static let configuration = "configuration.tar"
}
