import Codec
import Crypto
import TestSupport
import Testing

/// Damaged objects: they decode to an error, to a frame that is missing or contradicts the bytes,
/// or to the very bytes that were stored.
@Suite struct DecodedObjectTests {
    private static let plain = plainBytes(48_000, seed: 7)

    /// Decodes a damaged object, which must not pass for a file with other bytes.
    private func expectNoForgery(
        _ damaged: [UInt8],
        _ comment: Comment,
        piece: Int = .max
    ) throws {
        let decoded: Decoded
        do {
            decoded = try Decoded(damaged, piece: piece, limit: 1 << 20)
        } catch let error as CodecError {
            #expect(error.isDamage, comment)
            return
        }
        #expect(try decoded.object.digest == digest(decoded.plain), comment)
        guard let frame = decoded.object.frame, frame.digest == decoded.object.digest else {
            return
        }
        expect(decoded.plain, are: Self.plain, comment)
    }

    @Test func `an object cut off anywhere lacks its frame or its end`() throws {
        let stored = try Stored(Self.plain).bytes
        var random = SplitMix64(state: 11)
        let last = (stored.count - 160)..<stored.count
        let places = (0..<200).map { _ in Int.random(in: 0..<stored.count, using: &random) } + last
        for length in places {
            let cut = Array(stored.prefix(length))
            try expectNoForgery(cut, "\(length) bytes")
            if let decoded = try? Decoded(cut) { #expect(decoded.object.frame == nil) }
        }
    }

    @Test func `an object cut off in a frame is truncated`() throws {
        let stored = try Stored(Self.plain).bytes
        for lost in [1, 100, 147, 149, 1000, stored.count - 30] {
            #expect(throws: CodecError.truncated) { try Decoded(Array(stored.dropLast(lost))) }
        }
        let whole = try Decoded(Array(stored.dropLast(DigestFrame.length)))
        expect(whole.plain, are: Self.plain)
        #expect(whole.object.frame == nil)
    }

    @Test(arguments: [Int.max, 97])
    func `a flipped bit never makes another file`(piece: Int) throws {
        let stored = try Stored(Self.plain).bytes
        var random = SplitMix64(state: 12)
        for _ in 0..<500 {
            let place = Int.random(in: 0..<stored.count, using: &random)
            let bit = Int.random(in: 0..<8, using: &random)
            var damaged = stored
            damaged[place] ^= 1 << bit
            try expectNoForgery(damaged, "bit \(bit) of byte \(place)", piece: piece)
        }
    }

    @Test func `a flipped bit of the frame or of the first bytes never makes another file`() throws
    {
        let stored = try Stored(Self.plain).bytes
        for place in Array(0..<32) + (stored.count - DigestFrame.length - 8..<stored.count) {
            for bit in 0..<8 {
                var damaged = stored
                damaged[place] ^= 1 << bit
                try expectNoForgery(damaged, "bit \(bit) of byte \(place)")
            }
        }
    }

    @Test func `bytes put in, taken out or behind the end never make another file`() throws {
        let stored = try Stored(Self.plain).bytes
        var random = SplitMix64(state: 13)
        for _ in 0..<100 {
            let place = Int.random(in: 0..<stored.count, using: &random)
            var longer = stored
            longer.insert(UInt8.random(in: 0...255, using: &random), at: place)
            try expectNoForgery(longer, "a byte put in at \(place)")
            var shorter = stored
            shorter.remove(at: place)
            try expectNoForgery(shorter, "byte \(place) taken out")
            try expectNoForgery(stored + stored.prefix(place), "\(place) bytes behind the end")
        }
    }

    @Test func `an object behind another contradicts its frame`() throws {
        let other = try Stored(plainBytes(10, seed: 8)).bytes
        let decoded = try Decoded(other + Stored(Self.plain).bytes)
        expect(decoded.plain, are: plainBytes(10, seed: 8) + Self.plain)
        #expect(try #require(decoded.object.frame).digest != decoded.object.digest)
    }

    @Test func `a frame with a damaged text is an error`() throws {
        var stored = try Stored(Self.plain).bytes
        stored[stored.count - 1] = UInt8(ascii: " ")
        #expect(throws: CodecError.damagedDigestFrame) { try Decoded(stored) }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `any bytes behind a magic number never trap`(seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        for magic in [[0x28, 0xB5, 0x2F, 0xFD], [0x53, 0x2A, 0x4D, 0x18], []] as [[UInt8]] {
            let count = Int.random(in: 0...400, using: &random)
            let bytes = magic + (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            try expectNoForgery(bytes, "seed \(seed)")
        }
    }
}
