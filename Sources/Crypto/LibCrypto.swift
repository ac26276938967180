internal import COpenSSL

/// OpenSSL's libcrypto, loaded when the first digest is asked for.
///
/// A process that answers without a digest (an absent file, `--help`) starts in half the time.
enum LibCrypto {
    /// The library's functions, found once.
    static func functions() throws(CryptoError) -> shim_libcrypto {
        try loaded.get()
    }

    private static let loaded: Result<shim_libcrypto, CryptoError> = load()

    private static func load() -> Result<shim_libcrypto, CryptoError> {
        var library = shim_libcrypto()
        guard unsafe shim_libcrypto_open(&library) else {
            let reason = unsafe dlerror().map { unsafe String(cString: $0) }
            return .failure(.libraryUnavailable(reason ?? "unknown reason"))
        }
        // Without openssl.cnf the first digest costs a quarter; no policy of it is ours.
        _ = unsafe library.init_crypto(UInt64(OPENSSL_INIT_NO_LOAD_CONFIG), nil)
        return .success(library)
    }
}
