import Records
import TestSupport
import Testing

/// RFC 3720's vectors, and the processor against the tables.
@Suite struct CRC32CTests {
    static let vectors: [([UInt8], UInt32)] = [
        ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
        ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
        (Array(0..<32), 0x46DD_794E),
        (Array("123456789".utf8), 0xE306_9283),
        ([], 0),
    ]

    @Test(arguments: vectors)
    func `has the published values`(bytes: [UInt8], expected: UInt32) {
        for implementation in [CRC32C.Implementation.best, .tables] {
            var crc = CRC32C()
            crc.update(bytes.span.bytes, by: implementation)
            #expect(crc.value == expected)
        }
    }

    @Test func `is the same by instruction and by tables, however it is cut`() {
        var random = SplitMix64(state: 7)
        for _ in 0..<200 {
            let length = Int.random(in: 0...300, using: &random)
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            let cut = Int.random(in: 0...length, using: &random)
            var whole = CRC32C()
            whole.update(bytes.span.bytes, by: .tables)
            var parts = CRC32C()
            parts.update(bytes.span.bytes.extracting(first: cut))
            var rest = CRC32C.ofFragment
            rest.update(bytes.span.bytes.extracting(droppingFirst: cut))
            parts.append(fragment: rest, length: UInt64(length - cut))
            #expect(parts.value == whole.value)
        }
    }
}
