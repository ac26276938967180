import Codec
import Crypto
import TestSupport
import Testing
import WAL

/// Stored objects read back, whatever their form and however they come in.
@Suite struct ObjectDecoderTests {
    /// The length of the pieces in which the decoder hands on what it has decompressed.
    private static let pieceLength = 1 << 18

    @Test(
        arguments: [
            0, 1, 20, 21, 22, pieceLength - 1, pieceLength, pieceLength + 1, 1 << 20,
            (16 << 20) + 1,
        ],
        [nil, 1] as [Int?]
    )
    func `reads what was stored`(count: Int, level: Int?) throws {
        let plain = plainBytes(count)
        let stored = try Stored(plain, level: level, piece: 1 << 20)
        for piece in [1, 7, 1 << 16, .max] where stored.bytes.count / piece < 150_000 {
            let decoded = try Decoded(stored.bytes, piece: piece)
            expect(decoded.plain, are: plain, "in pieces of \(piece)")
            #expect(decoded.object.form == (level == nil ? .plain : .zstd))
            #expect(decoded.object.storedLength == UInt64(stored.bytes.count))
            #expect(decoded.object.plainLength == UInt64(count))
            #expect(decoded.object.digest == stored.identity.digest)
            #expect(decoded.object.frame?.digest == (level == nil ? nil : stored.identity.digest))
            #expect(decoded.object.frame?.size == (level == nil ? nil : UInt64(count)))
        }
    }

    @Test(arguments: [0, 1, 20, 21, 22, 147, 148, 149])
    func `reads a short plain object that comes byte by byte`(count: Int) throws {
        let plain = [UInt8](repeating: 0xD1, count: count)
        let decoded = try Decoded(plain, piece: 1)
        #expect(decoded.plain == plain && decoded.object.form == .plain)
        #expect(decoded.object.frame == nil)
    }

    /// Anybody who writes into a database can make a segment end like this.
    @Test func `takes a digest frame behind plain bytes for a hint at most`() throws {
        let frame = try Stored([]).bytes.suffix(DigestFrame.length)
        let decoded = try Decoded([0xD1] + frame)
        #expect(decoded.object.form == .plain)
        #expect(decoded.plain == [0xD1] + frame)
        #expect(
            try Decoded([0xD1] + frame.prefix(8) + [UInt8](repeating: 7, count: 140)).plain.count
                == 149
        )
    }

    @Test func `takes pieces of nothing`() throws {
        let stored = try Stored(plainBytes(1000)).bytes
        let nothing: [UInt8] = []
        var count = 0
        let decoder = ObjectDecoder(plainLimit: 1000) {
            count += $0.byteCount
            return true
        }
        #expect(decoder.take(nothing))
        for byte in stored {
            #expect(decoder.take([byte]))
            #expect(decoder.take(nothing))
        }
        #expect(try decoder.finish().plainLength == 1000)
        #expect(count == 1000)
    }

    @Test(
        arguments: [
            ("age-encryption.org/v1\n-> X25519 abc\n", .age),
            ("BZh91AY&SY and more than 21", .bzip2),
            ("BZh9", .bzip2),
        ] as [(String, StoredForm)]
    )
    func `refuses another form`(text: String, form: StoredForm) {
        #expect(throws: CodecError.unsupportedForm(form)) { try Decoded(Array(text.utf8)) }
        #expect(throws: CodecError.unsupportedForm(form)) {
            try Decoded(Array(text.utf8), piece: 1)
        }
    }

    @Test(arguments: [nil, 1] as [Int?])
    func `stops when no more is wanted`(level: Int?) throws {
        let stored = try Stored(plainBytes(4 << 20), level: level).bytes
        var received = 0
        let decoder = ObjectDecoder(plainLimit: 1 << 30) {
            received += $0.byteCount
            return false
        }
        var taken = 0
        while taken < stored.count {
            let end = min(taken + 4096, stored.count)
            guard decoder.consume(stored.span.bytes.extracting(taken..<end)) else { break }
            taken = end
        }
        #expect(taken < stored.count)
        #expect(received > 0 && received <= Self.pieceLength)
    }

    @Test func `takes nothing more once something was wrong`() throws {
        var received = 0
        let decoder = ObjectDecoder(plainLimit: 10) {
            received += $0.byteCount
            return true
        }
        let plain = [UInt8](repeating: 1, count: 30)
        #expect(!decoder.take(plain))
        #expect(!decoder.take([1]))
        #expect(received == 0)
        #expect(throws: CodecError.tooLong(limit: 10)) { try decoder.finish() }
    }

    @Test(arguments: [0, 1, 1000, 300_000], [nil, 1] as [Int?])
    func `reads a file of the limit's length and none longer`(count: Int, level: Int?) throws {
        let stored = try Stored(plainBytes(count), level: level).bytes
        #expect(try Decoded(stored, limit: UInt64(count)).plain.count == count)
        guard count > 0 else { return }
        let limit = UInt64(count - 1)
        #expect(throws: CodecError.tooLong(limit: limit)) { try Decoded(stored, limit: limit) }
    }
}
