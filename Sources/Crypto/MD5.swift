internal import COpenSSL

/// MD5 (RFC 1321), which protects nothing any more: S3 wants it as the checksum of a key.
package enum MD5 {
    private static let length = 16

    /// The digest of bytes at hand.
    ///
    /// The C functions are `EVP_DigestInit_ex`, `EVP_DigestUpdate` and `EVP_DigestFinal_ex`.
    package static func digest(of bytes: [UInt8]) throws(CryptoError) -> [UInt8] {
        let library = try LibCrypto.functions()
        guard let context = library.md_ctx_new() else { throw .failed("EVP_MD_CTX_new") }
        defer { unsafe library.md_ctx_free(context) }
        var digest = [UInt8](repeating: 0, count: length)
        let isComputed = unsafe digest.withUnsafeMutableBufferPointer { digest in
            unsafe bytes.withUnsafeBytes { bytes in
                unsafe library.digest_init(context, library.md5(), nil) == 1
                    && library.digest_update(context, bytes.baseAddress, bytes.count) == 1
                    && library.digest_final(context, digest.baseAddress, nil) == 1
            }
        }
        guard isComputed else { throw .failed("MD5") }
        return digest
    }
}
