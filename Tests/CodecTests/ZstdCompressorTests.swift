import Codec
import Testing

/// One frame, made of bytes as they come.
@Suite struct ZstdCompressorTests {
    /// Compresses bytes in pieces into one frame.
    private func compress(_ pieces: [[UInt8]], size: Int) throws -> [UInt8] {
        var compressor = try ZstdCompressor(level: 1, size: UInt64(size))
        var output: [UInt8] = []
        for (index, piece) in pieces.enumerated() {
            let isLast = index == pieces.count - 1
            try compressor.compress(piece.span.bytes, isLast: isLast, appendingTo: &output)
        }
        return output
    }

    @Test func `makes a frame that the decompressor ends with`() throws {
        let plain = plainBytes(100_000)
        let frame = try compress([Array(plain[..<7]), [], Array(plain[7...]), []], size: 100_000)
        var decompressor = try ZstdDecompressor()
        var output = [UInt8](repeating: 0, count: plain.count + 1)
        var consumed = 0
        let count = try decompressor.step(frame.span.bytes, consumed: &consumed, into: &output)
        #expect(count == plain.count && consumed == frame.count)
        expect(Array(output.prefix(count)), are: plain)
        let isAtFrameEnd = decompressor.isAtFrameEnd
        #expect(isAtFrameEnd)
    }

    @Test func `makes a frame of nothing`() throws {
        let decoded = try Decoded(try compress([[]], size: 0))
        #expect(decoded.plain == [] && decoded.object.frame == nil)
    }

    @Test func `adds to what was put out before`() throws {
        var compressor = try ZstdCompressor(level: 1, size: 3)
        var output: [UInt8] = [9]
        try compressor.compress([1, 2, 3 as UInt8].span.bytes, isLast: true, appendingTo: &output)
        #expect(output.first == 9)
        #expect(try Decoded(Array(output.dropFirst())).plain == [1, 2, 3])
    }

    @Test func `says in zstd's words what went wrong`() throws {
        #expect(throws: CodecError.zstd("Src size is incorrect")) {
            try compress([[1], [2]], size: 1)
        }
    }
}
