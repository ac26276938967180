import TestSupport

/// What can be wrong with a segment before it is archived, as far as its headers and size tell.
enum LocalDamage: String, Sendable, CaseIterable {
    case zeroed
    case empty
    case short
    case oneByteShort
    case oneByteLong
    case misnamed
    case foreign
    case laterTimeline
    case flippedMagic
    case flippedAddress
    case flippedSystemIdentifier
    case flippedSegmentSize
    case flippedBlockSize

    /// The bytes that lie under the name of a right segment.
    func bytes(insteadOf fixture: WALFixture) -> [UInt8] {
        var other = fixture
        var bytes = fixture.bytes()
        switch self {
        case .zeroed: return [UInt8](repeating: 0, count: bytes.count)
        case .empty: return []
        case .short: return Array(bytes.prefix(bytes.count / 2))
        case .oneByteShort: return Array(bytes.dropLast())
        case .oneByteLong: return bytes + [0]
        case .misnamed: other.number += 1
        case .foreign: other.systemIdentifier += 1
        case .laterTimeline: other.timeline += 1
        case .flippedMagic: bytes[1] ^= 0x10
        case .flippedAddress: bytes[10] ^= 0x80
        case .flippedSystemIdentifier: bytes[27] ^= 0x01
        case .flippedSegmentSize: bytes[34] ^= 0x20
        case .flippedBlockSize: bytes[37] ^= 0x20
        }
        switch self {
        case .misnamed, .foreign, .laterTimeline: return other.bytes()
        default: return bytes
        }
    }
}
