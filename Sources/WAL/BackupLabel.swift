/// A backup history file (`.backup`): which WAL a base backup needs.
package struct BackupLabel: Equatable, Sendable {
    /// What makes a file no backup history file of its name.
    package enum Defect: Error, Equatable, Sendable, CustomStringConvertible {
        case tooLong(bytes: Int)
        case noStart
        case otherStart(LSN, file: SegmentName)

        package var description: String {
            switch self {
            case .tooLong(let bytes):
                "it has \(bytes) bytes, more than a backup history file can have"
            case .noStart:
                "its first line is not START WAL LOCATION"
            case .otherStart(let start, let file):
                "it is of the backup that began at \(start) in \(file)"
            }
        }
    }

    /// The longest file that is read; real ones have about 400 bytes and a label of the user's.
    package static let lengthLimit = 1 << 16

    /// Where the backup began.
    package let start: LSN

    /// Checks a file's contents against its name (`BackupHistoryFileName`).
    package init(
        _ bytes: [UInt8],
        of segment: SegmentName,
        offset: UInt32
    ) throws(Defect) {
        guard bytes.count <= Self.lengthLimit else { throw .tooLong(bytes: bytes.count) }
        // START WAL LOCATION: 0/2000028 (file 000000010000000000000002)
        // Only this line: a label further down may be in any encoding.
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard words.count == 6, words[0...2].elementsEqual(["START", "WAL", "LOCATION:"]),
            words[4] == "(file", words[5].hasSuffix(")"), let start = LSN(words[3]),
            let file = SegmentName(words[5].dropLast())
        else { throw .noStart }
        // The offset is within a segment, so it agrees in all bits below the smallest size.
        let mask = SegmentSize.range.lowerBound - 1
        guard file == segment, start.rawValue >> 32 == UInt64(segment.log),
            start.rawValue & mask == UInt64(offset) & mask
        else {
            throw .otherStart(start, file: file)
        }
        self.start = start
    }
}
