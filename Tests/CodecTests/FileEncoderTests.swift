import Codec
import Crypto
import TestSupport
import Testing
import WAL

/// The stored form of a file and its identity.
@Suite struct FileEncoderTests {
    @Test(arguments: [0, 1, 20, 21, 4096, 1 << 20], [nil, 1] as [Int?])
    func `gives the same bytes and identity however the file is read`(
        count: Int,
        level: Int?
    ) throws {
        let plain = plainBytes(count)
        let whole = try Stored(plain, level: level)
        #expect(whole.identity == FileIdentity(digest: try digest(plain), size: UInt64(count)))
        for piece in [7, 1000, 1 << 18] where count / piece < 10_000 {
            let pieces = try Stored(plain, level: level, piece: piece)
            #expect(pieces.identity == whole.identity)
            expect(try Decoded(pieces.bytes).plain, are: plain)
        }
    }

    @Test(arguments: [0, 1, 4096])
    func `stores plain bytes as they are`(count: Int) throws {
        let plain = plainBytes(count)
        expect(try Stored(plain, level: nil).bytes, are: plain)
    }

    @Test(arguments: [0, 1, 4096, 1 << 20])
    func `ends a compressed object with its digest frame`(count: Int) throws {
        let plain = plainBytes(count)
        let system = try #require(SystemIdentifier(42))
        let stored = try Stored(plain, system: system)
        let frame = DigestFrame(digest: try digest(plain), size: UInt64(count), system: system)
        #expect(Array(stored.bytes.suffix(DigestFrame.length)) == frame.bytes)
        #expect(StoredForm(firstBytes: stored.bytes) == .zstd)
    }

    @Test(arguments: [(0, 1), (1, 2), (1 << 18, 1 << 18), (UInt64.max, 1 << 18)])
    func `gives buffers of a piece, or of a byte more than a small file`(
        size: UInt64,
        count: Int
    ) throws {
        let encoder = try FileEncoder(compressionLevel: nil, size: size)
        let buffer = encoder.buffer()
        #expect(buffer.count == count)
    }

    @Test func `compresses`() throws {
        let plain = WALFixture(seed: nil).bytes()
        #expect(try Stored(plain).bytes.count < 1000)
    }

    @Test(arguments: [-7, -1, 1, 3, 19])
    func `works at every level that the settings allow`(level: Int) throws {
        let plain = plainBytes(200_000)
        expect(try Decoded(try Stored(plain, level: level).bytes).plain, are: plain)
    }

    @Test(arguments: [Int.min, -1_000_000, 23, Int.max])
    func `does not trap on any other level`(level: Int) throws {
        let plain = plainBytes(1000)
        expect(try Decoded(try Stored(plain, level: level).bytes).plain, are: plain)
    }

    @Test(arguments: [0, 99, 101, UInt64.max - 2])
    func `refuses a file that is not as long as was said`(size: UInt64) throws {
        #expect(throws: CodecError.zstd("Src size is incorrect")) {
            var encoder = try FileEncoder(compressionLevel: 1, size: size)
            var output: [UInt8] = []
            for (count, isLast) in [(60, false), (40, true)] {
                let buffer = [UInt8](repeating: 1, count: count)
                try encoder.encode(buffer, count: count, isLast: isLast, appendingTo: &output)
            }
        }
    }

    @Test func `has zstd's own checksum and the size in its header`() throws {
        let stored = try Stored(plainBytes(1000)).bytes
        // RFC 8878, 3.1.1.1.1: bits 7 and 6 tell of the size, bit 2 of the checksum.
        #expect(stored[4] & 0b100 != 0)
        #expect(stored[4] >> 6 != 0 || stored[4] & 0b10_0000 != 0)
    }
}
