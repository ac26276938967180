import Crypto
import Testing

/// A digest that is computed beside other work gives what one alone gives.
@Suite struct ConcurrentSHA256Tests {
    /// Digests bytes in buffers of a length, as a reader of a file does.
    private func digest(_ bytes: [UInt8], pieceLength: Int) throws -> SHA256Digest {
        let digest = try ConcurrentSHA256(pieceLength: pieceLength)
        var offset = 0
        while offset < bytes.count {
            var buffer = digest.spare()
            let count = min(buffer.count, bytes.count - offset)
            buffer.replaceSubrange(..<count, with: bytes[offset..<offset + count])
            digest.update(buffer, count: count)
            offset += count
        }
        return try digest.finalize()
    }

    @Test(arguments: [0, 1, 2, 3, 4, 5, 6, 7, 100, 1000], [1, 64, 1000])
    func `agrees with the digest of the whole`(pieces: Int, pieceLength: Int) throws {
        for rest in Set([0, 1, pieceLength - 1]) {
            let bytes = (0..<pieces * pieceLength + rest).map { UInt8(truncatingIfNeeded: $0) }
            let whole = try SHA256.digest(of: bytes.span.bytes)
            #expect(try digest(bytes, pieceLength: pieceLength) == whole)
        }
    }

    @Test func `gives buffers of one length`() throws {
        let digest = try ConcurrentSHA256(pieceLength: 100)
        let first = digest.spare()
        #expect(first == [UInt8](repeating: 0, count: 100))
        for _ in 0..<20 {
            let buffer = digest.spare()
            #expect(buffer.count == 100)
            digest.update(buffer, count: 100)
        }
    }

    @Test func `takes pieces of nothing`() throws {
        let digest = try ConcurrentSHA256(pieceLength: 1)
        for _ in 0..<3 { digest.update(digest.spare(), count: 0) }
        #expect(try digest.finalize().description == SHA256Tests.examples[0].digest)
    }

    @Test func `is not disturbed by a buffer that is written after it was taken`() throws {
        let digest = try ConcurrentSHA256(pieceLength: 3)
        var buffer = Array("abc".utf8)
        digest.update(buffer, count: 0)
        digest.update(buffer, count: 3)
        buffer[0] = 0
        #expect(try digest.finalize().description == SHA256Tests.examples[1].digest)
    }

    @Test(arguments: [0, 1, 2, 50])
    func `can be given up unfinished`(pieces: Int) throws {
        for _ in 0..<100 {
            let digest = try ConcurrentSHA256(pieceLength: 10)
            for _ in 0..<pieces { digest.update(digest.spare(), count: 10) }
        }
        let bytes = Array("abc".utf8)
        #expect(try digest(bytes, pieceLength: 1).description == SHA256Tests.examples[1].digest)
    }

    @Test func `computes many at the same time`() async throws {
        let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        try await withThrowingTaskGroup(of: SHA256Digest.self) { group in
            for pieceLength in 10_000..<10_020 {
                group.addTask { try digest(bytes, pieceLength: pieceLength) }
            }
            for try await digest in group {
                #expect(digest.description == SHA256Tests.examples[4].digest)
            }
        }
    }
}
