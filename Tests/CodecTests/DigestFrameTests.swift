import Codec
import Crypto
import TestSupport
import Testing
import WAL

/// The frame that ends a compressed object.
@Suite struct DigestFrameTests {
    private static let digits = "00112233445566778899aabbccddeeff0123456789abcdeffedcba9876543210"

    /// A frame with these numbers.
    private func frame(size: UInt64, system: UInt64) throws -> DigestFrame {
        DigestFrame(
            digest: try #require(SHA256Digest(hexadecimal: Self.digits)),
            size: size,
            system: SystemIdentifier(system)
        )
    }

    @Test func `is a skippable frame with one line of text`() throws {
        let bytes = try frame(size: 16_777_216, system: 7_312_345_678_901_234_567).bytes
        #expect(Array(bytes[0..<8]) == [0x57, 0x2A, 0x4D, 0x18, 140, 0, 0, 0])
        #expect(
            String(decoding: bytes[8...], as: UTF8.self)
                == "wal-archive 1 sha256 \(Self.digits)"
                + " size 00000000000016777216 system 07312345678901234567\n"
        )
        #expect(bytes.count == 148 && DigestFrame.length == 148)
    }

    @Test(arguments: [0, 1, 9_999_999_999, UInt64.max], [0, 1, UInt64.max])
    func `reads what it writes`(size: UInt64, system: UInt64) throws {
        let frame = try frame(size: size, system: system)
        #expect(frame.bytes.count == DigestFrame.length)
        #expect(try DigestFrame(lastBytes: frame.bytes) == frame)
        let behind = [1, 2, 3] + frame.bytes
        #expect(try DigestFrame(lastBytes: behind) == frame)
    }

    @Test func `has a system of zeros where it is unknown`() throws {
        let frame = try frame(size: 1, system: 0)
        #expect(String(decoding: frame.bytes.suffix(21), as: UTF8.self) == "00000000000000000000\n")
        #expect(try DigestFrame(lastBytes: frame.bytes)?.system == nil)
    }

    @Test func `is not there in what has other bytes at its place`() throws {
        let bytes = try frame(size: 1, system: 2).bytes
        #expect(try DigestFrame(lastBytes: []) == nil)
        #expect(try DigestFrame(lastBytes: Array(bytes.dropFirst())) == nil)
        #expect(try DigestFrame(lastBytes: Array(bytes.dropLast())) == nil)
        #expect(try DigestFrame(lastBytes: bytes + [0]) == nil)
        #expect(try DigestFrame(lastBytes: [UInt8](repeating: 0, count: 148)) == nil)
    }

    @Test(arguments: 0..<148)
    func `is never read the same with any byte changed`(place: Int) throws {
        let frame = try frame(size: 1_234_567_890, system: 9_876_543_210)
        for value in UInt8.min...UInt8.max where value != frame.bytes[place] {
            var bytes = frame.bytes
            bytes[place] = value
            do {
                let other = try DigestFrame(lastBytes: bytes)
                #expect(other != frame, "\(value)")
                // Another frame is one that would be written just so.
                if let other { #expect(other.bytes == bytes, "\(value)") }
            } catch {
                #expect(error == .damagedDigestFrame)
                #expect(place >= 8)
            }
        }
    }

    @Test(arguments: [
        ("1 sha256", "2 sha256"), ("wal-archive", "WAL-archive"), ("size 0", "size  "),
        ("size 00000000000000000001", "size 18446744073709551616"),
        ("system 00000000000000000002", "system 99999999999999999999"),
        ("size 0", "size +"), ("system 0", "system-0"), ("2\n", "2 "), ("2\n", "2\0"),
        ("02\n", "2\r\n"), ("00112233", "00112G33"), ("ccdd", "CCDD"), ("sha256 0", "sha2560 "),
        (" size ", "\tsize\t"), ("0001 system", "00\u{301} system"),
    ])
    func `is damaged when its line is not as it was written`(old: String, new: String) throws {
        let frame = try frame(size: 1, system: 2)
        let line = String(decoding: frame.bytes[8...], as: UTF8.self)
        let scalars = line.unicodeScalars
        let range = try #require(scalars.firstRange(of: Array(old.unicodeScalars)))
        var changed = scalars
        changed.replaceSubrange(range, with: new.unicodeScalars)
        let bytes = frame.bytes[..<8] + Array(String(changed).utf8)
        #expect(bytes.count == DigestFrame.length)
        #expect(throws: CodecError.damagedDigestFrame) { try DigestFrame(lastBytes: Array(bytes)) }
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `never traps on any bytes behind its beginning`(seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        for _ in 0..<50 {
            let text = (0..<140).map { _ in UInt8.random(in: 0...255, using: &random) }
            let bytes = try frame(size: 1, system: 2).bytes[..<8] + text
            #expect(throws: CodecError.damagedDigestFrame) {
                try DigestFrame(lastBytes: Array(bytes))
            }
        }
    }
}
