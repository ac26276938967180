/// A segment made without a server: whole records on pages, whose contents mean nothing.
package struct WALFixture: Sendable {
    /// The cluster that it says it comes from.
    package var systemIdentifier: UInt64 = 7_312_345_678_901_234_567

    /// The timeline of its name and of its pages.
    package var timeline: UInt32 = 1

    /// Its number, counted from the beginning of the log.
    package var number: UInt64 = 1

    /// Its size in bytes, a power of two from 1 MiB to 1 GiB.
    package var size = 1 << 20

    /// The page magic; the default is PostgreSQL 15's.
    package var magic: UInt16 = 0xD110

    /// What the body is drawn from; without one it is a forced switch and zeros.
    package var seed: UInt64?

    /// A segment whose properties can be set one by one.
    package init(seed: UInt64? = 1) { self.seed = seed }

    /// The size of a page.
    package static let pageSize = 8_192

    /// The segment's name.
    package var name: String {
        let perLog = 0x1_0000_0000 / UInt64(size)
        return Self.hexadecimal(UInt64(timeline)) + Self.hexadecimal(number / perLog)
            + Self.hexadecimal(number % perLog)
    }

    /// The address of the segment's first byte.
    package var address: UInt64 { number * UInt64(size) }

    /// The whole segment: records with random contents, the last one going on behind it; or a
    /// forced switch at once.
    package func bytes() -> [UInt8] {
        var stream = WALStream(segment: number, segmentSize: size, pageSize: Self.pageSize)
        stream.systemIdentifier = systemIdentifier
        stream.timeline = timeline
        stream.magic = magic
        guard let seed else {
            stream.appendSwitch()
            return stream.segment(0)
        }
        var random = SplitMix64(state: seed)
        while stream.bytes.count < size {
            var body = [UInt8](repeating: 0, count: Int(random.next() % 1_000) * 8 + 8)
            body.withUnsafeMutableBytes { body in
                for offset in stride(from: 0, to: body.count, by: 8) {
                    let number = random.next().littleEndian
                    body.storeBytes(of: number, toByteOffset: offset, as: UInt64.self)
                }
            }
            stream.append(body: body)
        }
        return stream.segment(0)
    }

    /// Eight digits in upper case, as in names of WAL files.
    package static func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}

extension [UInt8] {
    /// Stores an integer in little-endian order.
    package mutating func store<Value: FixedWidthInteger>(_ value: Value, at offset: Int) {
        for byte in 0..<Value.bitWidth / 8 {
            self[offset + byte] = UInt8(truncatingIfNeeded: value >> (byte * 8))
        }
    }

    /// Loads an integer in little-endian order.
    package func load<Value: FixedWidthInteger>(_: Value.Type, at offset: Int) -> Value {
        (0..<Value.bitWidth / 8).reduce(0) { $0 | Value(self[offset + $1]) << ($1 * 8) }
    }
}
