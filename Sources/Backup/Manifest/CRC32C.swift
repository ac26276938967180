internal import CCRC32C

/// A CRC-32C being computed, PostgreSQL's `pg_crc32c`.
package struct CRC32C: Sendable {
    private static let polynomial: UInt32 = 0x82F6_3B78

    private var register: UInt32 = .max

    /// Begins.
    package init() {}

    /// Adds bytes.
    package mutating func update(_ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { return }
            register = unsafe shim_crc32c(
                register,
                start.assumingMemoryBound(to: UInt8.self),
                buffer.count
            )
        }
    }

    /// The checksum of the bytes so far.
    package var value: UInt32 { ~register }

    /// The checksum of two pieces one behind the other, from the checksums of both.
    ///
    /// Appending a zero byte to a message is linear over GF(2): the first checksum is moved on by
    /// as many zero bytes as the second piece has, squaring the step for each binary digit.
    package static func combined(_ first: UInt32, _ second: UInt32, length: UInt64) -> UInt32 {
        var result = first
        var step = byteStep
        var rest = length
        while rest > 0 {
            if rest & 1 == 1 { result = apply(step, result) }
            step = step.map { apply(step, $0) }
            rest >>= 1
        }
        return result ^ second
    }

    /// What one zero byte does to each bit of a checksum.
    private static let byteStep: [UInt32] = (0..<32).map { bit in
        (0..<8).reduce(UInt32(1) << UInt32(bit)) { crc, _ in
            (crc >> 1) ^ (crc & 1 == 1 ? polynomial : 0)
        }
    }

    private static func apply(_ step: [UInt32], _ vector: UInt32) -> UInt32 {
        var rest = vector
        var result: UInt32 = 0
        while rest != 0 {
            result ^= step[rest.trailingZeroBitCount]
            rest &= rest - 1
        }
        return result
    }
}
