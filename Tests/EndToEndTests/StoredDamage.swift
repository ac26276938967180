import TestSupport

/// What can happen to an object in an archive.
enum StoredDamage: Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// One bit differs, so many thousandths of the object from its start.
    case flippedBit(permille: Int)

    /// Only so many thousandths are left.
    case truncated(permille: Int)
    case oneByteShort
    case oneByteLong
    case zeroed

    /// Another segment of this cluster lies under the name.
    case misnamed

    /// The same segment of another cluster lies under the name.
    case foreign

    /// Places and lengths of all kinds.
    static let allCases: [StoredDamage] =
        [0, 333, 700, 1000].map { .flippedBit(permille: $0) }
        + [0, 1, 500, 999].map { .truncated(permille: $0) }
        + [.oneByteShort, .oneByteLong, .zeroed, .misnamed, .foreign]

    /// How a test case is named after it.
    var description: String {
        switch self {
        case .flippedBit(let permille): "a bit flipped at \(permille) ‰"
        case .truncated(let permille): "truncated to \(permille) ‰"
        case .oneByteShort: "one byte short"
        case .oneByteLong: "one byte long"
        case .zeroed: "zeroed"
        case .misnamed: "misnamed"
        case .foreign: "foreign"
        }
    }

    /// Whether a plain file without a digest shows the damage, where only headers and size tell.
    var showsWithoutDigest: Bool {
        switch self {
        case .flippedBit(let permille): permille == 0
        default: true
        }
    }

    /// Whether it shows only to who knows which cluster should be there.
    var needsIdentity: Bool { self == .foreign }

    /// The damaged bytes.
    func bytes(of object: [UInt8], misnamed: [UInt8], foreign: [UInt8]) -> [UInt8] {
        switch self {
        case .flippedBit(let permille):
            var bytes = object
            bytes[(bytes.count - 1) * permille / 1000] ^= 0x04
            return bytes
        case .truncated(let permille): return Array(object.prefix(object.count * permille / 1000))
        case .oneByteShort: return Array(object.dropLast())
        case .oneByteLong: return object + [0x0A]
        case .zeroed: return [UInt8](repeating: 0, count: object.count)
        case .misnamed: return misnamed
        case .foreign: return foreign
        }
    }
}

/// How the object came into the archive.
enum StoredForm: String, Sendable, CaseIterable {
    /// Pushed with compression.
    case zstd

    /// Pushed without compression, with a digest beside it.
    case none

    /// Copied by somebody else's tool, with nothing beside it.
    case copied

    /// Each form with each damage that can be seen in it.
    static let allDamages = allCases.flatMap { form in
        StoredDamage.allCases.filter { form != .copied || $0.showsWithoutDigest }.map { (form, $0) }
    }
}

/// Where `wal-fetch` is called, which decides what an error is answered with.
enum FetchSituation: String, Sendable, CaseIterable {
    case byHand
    case recovery
    case standby
    case strictStandby

    /// The exit status that says "damaged".
    var damagedStatus: Int32 { self == .standby ? 3 : 201 }
}
