import Codec
import Testing

/// Frames, read in steps.
@Suite struct ZstdDecompressorTests {
    @Test func `fills the output before it takes all input`() throws {
        let stored = try Stored([UInt8](repeating: 5, count: 1000)).bytes
        var decompressor = try ZstdDecompressor()
        var output = [UInt8](repeating: 0, count: 300)
        var consumed = 0
        var lengths: [Int] = []
        repeat {
            lengths.append(
                try decompressor.step(stored.span.bytes, consumed: &consumed, into: &output)
            )
        } while consumed < stored.count || lengths.last == output.count
        #expect(lengths.reduce(0, +) == 1000)
        let isAtFrameEnd = decompressor.isAtFrameEnd
        #expect(isAtFrameEnd)
    }

    @Test func `is at a frame's end before the first and between frames only`() throws {
        let stored = try Stored(plainBytes(1000)).bytes
        let frameEnd = stored.count - DigestFrame.length
        var decompressor = try ZstdDecompressor()
        var output = [UInt8](repeating: 0, count: 2000)
        let isAtFrameEnd = decompressor.isAtFrameEnd
        #expect(isAtFrameEnd)
        for place in stored.indices {
            var consumed = 0
            _ = try decompressor.step(
                [stored[place]].span.bytes,
                consumed: &consumed,
                into: &output
            )
            #expect(consumed == 1)
            let isExpected = place + 1 == frameEnd || place + 1 == stored.count
            let isAtFrameEnd = decompressor.isAtFrameEnd
            #expect(isAtFrameEnd == isExpected, "after byte \(place)")
        }
    }

    @Test(
        arguments: [
            ([1, 2, 3, 4, 5, 6, 7, 8], "Unknown frame descriptor"),
            (
                [0x28, 0xB5, 0x2F, 0xFD, 8, 0, 0, 0, 0],
                "Unsupported frame parameter"
            ),
            // Three bytes are promised; blocks of two and two follow, and no end.
            (
                [0x28, 0xB5, 0x2F, 0xFD, 0x20, 3, 0x12, 0, 0, 7, 0x12, 0, 0, 7],
                "a frame holds more than it says"
            ),
        ] as [([UInt8], String)]
    )
    func `says what is damaged`(bytes: [UInt8], words: String) {
        #expect(throws: CodecError.damaged(words)) {
            var decompressor = try ZstdDecompressor()
            var output = [UInt8](repeating: 0, count: 100)
            var consumed = 0
            _ = try decompressor.step(bytes.span.bytes, consumed: &consumed, into: &output)
        }
    }

    /// 0x70 is a window of 16 MiB, 0x78 one of 32 MiB (RFC 8878, 3.1.1.1.2).
    @Test(
        arguments: [(0x70, nil), (0x71, .windowTooLarge), (0x78, .windowTooLarge)]
            as [(UInt8, CodecError?)]
    )
    func `takes no more memory than a call may use`(window: UInt8, failure: CodecError?) throws {
        let bytes: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0, window, 1, 0, 0] + [1, 2, 3]
        var found: CodecError?
        do throws(CodecError) {
            var decompressor = try ZstdDecompressor()
            var output = [UInt8](repeating: 0, count: 100)
            var consumed = 0
            _ = try decompressor.step(bytes.span.bytes, consumed: &consumed, into: &output)
        } catch {
            found = error
        }
        #expect(found == failure || failure == nil && found != .windowTooLarge)
    }

    @Test func `finds a damaged byte by zstd's own checksum`() throws {
        var stored = try Stored(plainBytes(1000)).bytes
        stored[stored.count - DigestFrame.length - 1] ^= 1
        let text = "Restored data doesn't match checksum"
        #expect(throws: CodecError.damaged(text)) { try Decoded(stored) }
    }

    @Test(arguments: [1 << 20, (64 << 20) - 1] as [UInt64])
    func `a few bytes that hold very many stop at the limit`(limit: UInt64) throws {
        let stored = try Stored([UInt8](repeating: 0, count: 64 << 20)).bytes
        #expect(stored.count < 16_384)
        var received: UInt64 = 0
        let decoder = ObjectDecoder(plainLimit: limit) {
            received += UInt64($0.byteCount)
            return true
        }
        #expect(!decoder.take(stored))
        #expect(received <= limit)
        #expect(throws: CodecError.tooLong(limit: limit)) { try decoder.finish() }
    }
}
