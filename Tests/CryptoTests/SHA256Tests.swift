import Crypto
import Testing

/// SHA-256 against the examples that NIST published for FIPS 180-4.
@Suite struct SHA256Tests {
    /// Messages, how often they are repeated, and their digests.
    static let examples: [(message: String, count: Int, digest: String)] = [
        ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu", 1,
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
        ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ]

    /// Digests bytes at once; a span cannot pass through a macro.
    private func digest(_ bytes: [UInt8]) throws -> SHA256Digest {
        try SHA256.digest(of: bytes.span.bytes)
    }

    /// Digests bytes that come in pieces of a length.
    private func digest(_ bytes: [UInt8], piece: Int) throws -> SHA256Digest {
        var digest = try SHA256()
        var offset = 0
        while offset < bytes.count {
            let end = min(offset + piece, bytes.count)
            try digest.update(Array(bytes[offset..<end]).span.bytes)
            offset = end
        }
        return try digest.finalize()
    }

    @Test(arguments: examples.indices)
    func `agrees with the standard, whatever the pieces`(index: Int) throws {
        let example = Self.examples[index]
        let bytes = Array(String(repeating: example.message, count: example.count).utf8)
        #expect(try digest(bytes).description == example.digest)
        for piece in [1, 7, 63, 64, 65, 4096, .max / 2] {
            #expect(try digest(bytes, piece: piece).description == example.digest)
        }
    }

    @Test func `takes pieces of nothing`() throws {
        var digest = try SHA256()
        let (nothing, message): ([UInt8], [UInt8]) = ([], Array("abc".utf8))
        try digest.update(nothing.span.bytes)
        try digest.update(message.span.bytes)
        try digest.update(nothing.span.bytes)
        #expect(try digest.finalize().description == Self.examples[1].digest)
    }

    @Test func `computes several at once, on one thread and on many`() async throws {
        var first = try SHA256()
        var second = try SHA256()
        let (a, b): ([UInt8], [UInt8]) = (Array("ab".utf8), Array("c".utf8))
        try first.update(a.span.bytes)
        try second.update(b.span.bytes)
        try first.update(b.span.bytes)
        #expect(try first.finalize().description == Self.examples[1].digest)
        let alone = try second.finalize()
        #expect(try digest(b) == alone)
        try await withThrowingTaskGroup(of: SHA256Digest.self) { group in
            for _ in 0..<16 {
                group.addTask { try SHA256.digest(of: b.span.bytes) }
            }
            for try await digest in group { #expect(digest == alone) }
        }
    }

    @Test func `can be given up unfinished`() throws {
        for _ in 0..<1000 {
            var digest = try SHA256()
            try digest.update([1, 2, 3 as UInt8].span.bytes)
        }
        let bytes: [UInt8] = []
        #expect(try digest(bytes).description == Self.examples[0].digest)
    }
}
