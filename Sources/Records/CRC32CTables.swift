/// CRC-32C without an instruction for it: eight bytes at a time through eight tables (Intel's
/// "slicing-by-8").
struct CRC32CTables: Sendable {
    /// Castagnoli's polynomial, lowest power in the highest bit.
    static let polynomial: UInt32 = 0x82F6_3B78
    static let shared = Self()

    private static let slices = 8
    /// Eight tables of 256 registers, one after another.
    private let entries: [UInt32]

    private init() {
        var entries = (0..<256).map { Self.afterZeroByte(UInt32($0)) }
        for slice in 1..<Self.slices {
            for byte in 0..<256 {
                let before = entries[(slice - 1) * 256 + byte]
                entries.append(entries[Int(before & 0xFF)] ^ before >> 8)
            }
        }
        self.entries = entries
    }

    private static func afterZeroByte(_ register: UInt32) -> UInt32 {
        var register = register
        for _ in 0..<8 {
            register = register >> 1 ^ (register & 1 == 0 ? 0 : polynomial)
        }
        return register
    }

    /// The register after further bytes.
    func update(_ register: UInt32, _ bytes: RawSpan) -> UInt32 {
        var register = register
        var offset = 0
        while offset + Self.slices <= bytes.byteCount {
            let word = bytes.littleEndian(UInt64.self, at: offset) ^ UInt64(register)
            register = 0
            for slice in 0..<Self.slices {
                let byte = Int(word >> UInt64(slice * 8) & 0xFF)
                register ^= entries[(Self.slices - 1 - slice) * 256 + byte]
            }
            offset += Self.slices
        }
        while offset < bytes.byteCount {
            let byte = UInt32(bytes.littleEndian(UInt8.self, at: offset))
            register = entries[Int((register ^ byte) & 0xFF)] ^ register >> 8
            offset += 1
        }
        return register
    }
}
