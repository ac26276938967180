internal import CCRC32C

/// The checksum that WAL records carry (Castagnoli's polynomial, RFC 3720), being computed.
package struct CRC32C: Equatable, Sendable {
    /// How bytes are taken in.
    package enum Implementation: Sendable {
        /// The processor's instruction.
        case instruction
        /// Tables, eight bytes at a time.
        case tables

        /// The best that this processor has.
        package static let best: Self = shim_has_crc32c_instruction() != 0 ? .instruction : .tables
    }

    /// The register as polynomial division leaves it.
    private(set) var register: UInt32

    /// Begins a checksum (`INIT_CRC32C`).
    package init() {
        register = .max
    }

    /// Continues from a register.
    init(register: UInt32) {
        self.register = register
    }

    /// A register of zero, for bytes that stand behind others not known yet; see `append`.
    package static var ofFragment: Self { Self(register: 0) }

    /// The checksum of what was taken so far (`FIN_CRC32C`).
    package var value: UInt32 { ~register }

    /// Takes further bytes.
    package mutating func update(_ bytes: RawSpan, by implementation: Implementation = .best) {
        switch implementation {
        case .instruction:
            register = unsafe bytes.withUnsafeBytes {
                unsafe shim_crc32c_by_instruction(register, $0.baseAddress, $0.count)
            }
        case .tables:
            register = CRC32CTables.shared.update(register, bytes)
        }
    }

    /// Takes bytes that were taken as a fragment, before it was known what stands before them.
    package mutating func append(fragment: Self, length: UInt64) {
        register = CRC32CShift.shift(register, byBytes: length) ^ fragment.register
    }
}
