package import Crypto
package import WAL

/// Makes the stored form of a file, and its digest, from its plain bytes as they are read.
package struct FileEncoder: ~Copyable {
    /// Read and encoded at a time: as much as stays in a processor's cache.
    package static let pieceLength = 1 << 18

    private let digest: ConcurrentSHA256
    private var compressor: ZstdCompressor?
    private var plainLength: UInt64 = 0

    /// Whether the plain bytes are what is stored: `encode` then gives no other ones.
    package let storesPlain: Bool

    /// Begins a file.
    ///
    /// - Parameters:
    ///   - compressionLevel: zstd's level; nil stores the plain bytes.
    ///   - size: plain bytes to come; nil: not known.
    package init(compressionLevel: Int?, size: UInt64?) throws(CodecError) {
        let compressor: ZstdCompressor? =
            if let compressionLevel {
                try ZstdCompressor(level: compressionLevel, size: size)
            } else {
                nil
            }
        do throws(CryptoError) {
            digest = try ConcurrentSHA256(
                pieceLength: Int(clamping: min(size ?? .max, UInt64(Self.pieceLength - 1)) + 1)
            )
        } catch {
            throw .digest(error.description)
        }
        self.compressor = compressor
        storesPlain = compressionLevel == nil
    }

    /// Anonymous memory that encoding a file takes, in bytes, whatever its size: the compressor's,
    /// and the pieces on their way.
    package static func memory(compressionLevel: Int?) -> Int {
        let pieces = 10 * pieceLength
        return pieces + (compressionLevel.map { ZstdCompressor.memory(level: $0) } ?? 0)
    }

    /// A buffer for the file's next bytes.
    package borrowing func buffer() -> [UInt8] {
        digest.spare()
    }

    /// Encodes the file's next bytes, while they are digested beside it.
    ///
    /// - Parameters:
    ///   - buffer: what `buffer` gave, not to be changed any more; its first bytes count.
    ///   - output: gets what is ready to be stored, possibly nothing.
    package mutating func encode(
        _ buffer: [UInt8],
        count: Int,
        isLast: Bool,
        appendingTo output: inout [UInt8]
    ) throws(CodecError) {
        plainLength += UInt64(count)
        digest.update(buffer, count: count)
        let plain = unsafe buffer.span.extracting(first: count).bytes
        try compressor?.compress(plain, isLast: isLast, appendingTo: &output)
    }

    /// Ends the file.
    ///
    /// - Parameters:
    ///   - system: the cluster, where it is known.
    ///   - output: gets the digest frame, which ends every compressed object.
    package consuming func finish(
        system: SystemIdentifier?,
        appendingTo output: inout [UInt8]
    ) throws(CodecError) -> FileIdentity {
        let size = plainLength
        let isPlain = storesPlain
        let digest: SHA256Digest
        do throws(CryptoError) {
            digest = try self.digest.finalize()
        } catch {
            throw .digest(error.description)
        }
        if !isPlain {
            output += DigestFrame(digest: digest, size: size, system: system).bytes
        }
        return FileIdentity(digest: digest, size: size)
    }
}

/// What makes two files the same file.
package struct FileIdentity: Hashable, Sendable {
    /// Of the plain bytes.
    package let digest: SHA256Digest
    /// Plain bytes.
    package let size: UInt64

    /// Makes an identity of both.
    package init(digest: SHA256Digest, size: UInt64) {
        self.digest = digest
        self.size = size
    }
}
