import Codec
import Crypto
import TestSupport
import Testing
import WAL

/// A file in its stored form.
struct Stored: Sendable {
    let bytes: [UInt8]
    let identity: FileIdentity

    /// Encodes a file's plain bytes, read in pieces of a length.
    init(
        _ plain: [UInt8],
        level: Int? = 1,
        piece: Int = .max,
        system: SystemIdentifier? = nil
    ) throws {
        var encoder = try FileEncoder(compressionLevel: level, size: UInt64(plain.count))
        var bytes: [UInt8] = []
        var offset = 0
        repeat {
            var buffer = encoder.buffer()
            let count = min(piece, buffer.count, plain.count - offset)
            buffer.replaceSubrange(..<count, with: plain[offset..<offset + count])
            offset += count
            try encoder.encode(
                buffer,
                count: count,
                isLast: offset == plain.count,
                appendingTo: &bytes
            )
            if encoder.storesPlain { bytes += buffer.prefix(count) }
        } while offset < plain.count
        identity = try encoder.finish(system: system, appendingTo: &bytes)
        self.bytes = bytes
    }
}

/// What came of decoding an object.
struct Decoded {
    let object: DecodedObject
    let plain: [UInt8]

    /// Decodes an object that comes in pieces of a length; throws what is wrong with it.
    init(_ stored: [UInt8], piece: Int = .max, limit: UInt64 = 1 << 30) throws {
        var plain: [UInt8] = []
        let decoder = ObjectDecoder(plainLimit: limit) { bytes in
            bytes.withUnsafeBytes { plain.append(contentsOf: $0) }
            return true
        }
        var offset = 0
        while offset < stored.count {
            let count = min(piece, stored.count - offset)
            guard decoder.consume(stored.span.bytes.extracting(offset..<offset + count)) else {
                break
            }
            offset += count
        }
        object = try decoder.finish()
        self.plain = plain
    }
}

extension ObjectDecoder {
    /// Takes an object's next bytes; a span cannot pass through a macro.
    func take(_ bytes: [UInt8]) -> Bool { consume(bytes.span.bytes) }
}

/// The SHA-256 of bytes.
func digest(_ bytes: [UInt8]) throws -> SHA256Digest {
    try SHA256.digest(of: bytes.span.bytes)
}

/// Bytes that compress somewhat, as WAL does: runs of zeros among random ones.
func plainBytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var random = SplitMix64(state: seed)
    // What is repeated is longer than the distance at which zstd looks for repetitions.
    let block = (0..<min(count, 1 << 20) / 32 + 1).flatMap { _ in
        withUnsafeBytes(of: random.next()) { Array($0) } + [UInt8](repeating: 0, count: 24)
    }
    var bytes = block
    while bytes.count < count { bytes += block }
    return Array(bytes.prefix(count))
}

/// Expects the same bytes; a failure tells where they differ instead of printing them all.
func expect(
    _ bytes: [UInt8]?,
    are expected: [UInt8],
    _ comment: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    guard bytes != expected else { return }
    let place = zip(bytes ?? [], expected).enumerated().first { $0.element.0 != $0.element.1 }
    #expect(
        bytes?.count == expected.count && place?.offset == nil,
        comment,
        sourceLocation: sourceLocation
    )
}
