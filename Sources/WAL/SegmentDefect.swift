/// What makes a file no segment of the name, the length or the cluster that it should have.
package enum SegmentDefect: Error, Equatable, Sendable, CustomStringConvertible {
    case empty
    case zeroed
    case shorterThanHeader(bytes: UInt64)
    case unsupportedMagic(PageMagic)
    case noLongHeader
    case impossibleSegmentSize(UInt32)
    case impossibleBlockSize(UInt32)
    case wrongLength(bytes: UInt64, expected: SegmentSize)
    case impossibleName(SegmentSize)
    case wrongAddress(LSN, expected: LSN)
    case timelineZero
    case timelineAbove(TimelineID, name: TimelineID)
    case noSystemIdentifier
    case otherSystem(SystemIdentifier, expected: SystemIdentifier)

    package var description: String {
        switch self {
        case .empty:
            "it is empty"
        case .zeroed:
            "its first page is zeroed"
        case .shorterThanHeader(let bytes):
            "it has only \(bytes) bytes"
        case .unsupportedMagic(let magic):
            "page magic \(magic) is not of PostgreSQL 12 or newer"
        case .noLongHeader:
            "its first page has no long header"
        case .impossibleSegmentSize(let bytes):
            "its header names an impossible segment size of \(bytes) bytes"
        case .impossibleBlockSize(let bytes):
            "its header names an impossible WAL block size of \(bytes) bytes"
        case .wrongLength(let bytes, let expected):
            "it has \(bytes) bytes instead of \(expected.bytes)"
        case .impossibleName(let size):
            "no segment of \(size) has this name"
        case .wrongAddress(let found, let expected):
            "it begins at LSN \(found) but its name stands for \(expected)"
        case .timelineZero:
            "its first page has timeline 0"
        case .timelineAbove(let found, let name):
            "its first page has timeline \(found), above timeline \(name) of its name"
        case .noSystemIdentifier:
            "its header has no system identifier"
        case .otherSystem(let found, let expected):
            "it is of another cluster: its system identifier is \(found) instead of \(expected)"
        }
    }
}
