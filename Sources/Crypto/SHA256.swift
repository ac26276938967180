internal import COpenSSL

/// A SHA-256 being computed (FIPS 180-4).
@safe package struct SHA256: ~Copyable {
    private let library: shim_libcrypto
    private let context: OpaquePointer

    /// Begins a digest.
    ///
    /// The corresponding C function is `EVP_DigestInit_ex`.
    package init() throws(CryptoError) {
        let library = try LibCrypto.functions()
        guard let context = library.md_ctx_new() else {
            throw .failed("EVP_MD_CTX_new")
        }
        guard unsafe library.digest_init(context, library.sha256(), nil) == 1 else {
            unsafe library.md_ctx_free(context)
            throw .failed("EVP_DigestInit_ex")
        }
        self.library = library
        unsafe self.context = context
    }

    deinit {
        unsafe library.md_ctx_free(context)
    }

    /// Adds bytes.
    ///
    /// The corresponding C function is `EVP_DigestUpdate`.
    package mutating func update(_ bytes: RawSpan) throws(CryptoError) {
        let result = unsafe bytes.withUnsafeBytes {
            unsafe library.digest_update(context, $0.baseAddress, $0.count)
        }
        guard result == 1 else { throw .failed("EVP_DigestUpdate") }
    }

    /// Ends the digest.
    ///
    /// The corresponding C function is `EVP_DigestFinal_ex`.
    package consuming func finalize() throws(CryptoError) -> SHA256Digest {
        var bytes = [UInt8](repeating: 0, count: SHA256Digest.length)
        let result = unsafe bytes.withUnsafeMutableBufferPointer {
            unsafe library.digest_final(context, $0.baseAddress, nil)
        }
        guard result == 1, let digest = SHA256Digest(bytes: bytes) else {
            throw .failed("EVP_DigestFinal_ex")
        }
        return digest
    }

    /// The digest of bytes at hand.
    package static func digest(of bytes: RawSpan) throws(CryptoError) -> SHA256Digest {
        var digest = try SHA256()
        try digest.update(bytes)
        return try digest.finalize()
    }
}
