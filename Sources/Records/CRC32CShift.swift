/// What zero bytes do to a register: multiplication by a power of x modulo the polynomial.
///
/// A register is linear in what was taken: so the parts of a record that crosses segments can be
/// read apart, by different threads, and joined.
enum CRC32CShift {
    /// x to the power of 8, 16, 32 and so on; bit 31 stands for 1, bit 30 for x.
    private static let powers: [UInt32] = {
        var power: UInt32 = 1 << (31 - 8)
        return (0..<UInt64.bitWidth).map { _ in
            defer { power = product(power, power) }
            return power
        }
    }()

    /// The register after so many zero bytes.
    static func shift(_ register: UInt32, byBytes count: UInt64) -> UInt32 {
        var register = register
        var rest = count
        while rest != 0 {
            let lowest = rest.trailingZeroBitCount
            register = product(register, powers[lowest])
            rest &= rest - 1
        }
        return register
    }

    /// The product of two polynomials modulo Castagnoli's.
    private static func product(_ lhs: UInt32, _ rhs: UInt32) -> UInt32 {
        var result: UInt32 = 0
        var addend = rhs
        for power in 0..<UInt32(32) {
            if lhs >> (31 - power) & 1 == 1 { result ^= addend }
            addend = addend >> 1 ^ (addend & 1 == 0 ? 0 : CRC32CTables.polynomial)
        }
        return result
    }
}
