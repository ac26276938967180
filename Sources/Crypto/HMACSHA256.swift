internal import COpenSSL

/// Keyed digests (RFC 2104, with SHA-256).
package enum HMACSHA256 {
    /// The code of a message under a key.
    ///
    /// The corresponding C function is `HMAC`.
    package static func code(
        key: [UInt8],
        message: [UInt8]
    ) throws(CryptoError) -> SHA256Digest {
        let library = try LibCrypto.functions()
        var bytes = [UInt8](repeating: 0, count: SHA256Digest.length)
        let isComputed = unsafe bytes.withUnsafeMutableBufferPointer { bytes in
            unsafe key.withUnsafeBytes { key in
                unsafe message.withUnsafeBufferPointer { message in
                    unsafe library.hmac(
                        library.sha256(),
                        key.baseAddress,
                        Int32(clamping: key.count),
                        message.baseAddress,
                        message.count,
                        bytes.baseAddress,
                        nil
                    ) != nil
                }
            }
        }
        guard isComputed, let code = SHA256Digest(bytes: bytes) else { throw .failed("HMAC") }
        return code
    }
}
