import Crypto
import Testing

/// What is said when digests cannot be computed.
@Suite struct CryptoErrorTests {
    @Test func `a library that cannot be loaded`() {
        let reason = "libcrypto.so.3: cannot open shared object file"
        #expect(
            CryptoError.libraryUnavailable(reason).description
                == "could not load libcrypto: libcrypto.so.3: cannot open shared object file"
        )
    }

    @Test func `a call that failed`() {
        let error = CryptoError.failed("EVP_DigestUpdate")
        #expect(error.description == "libcrypto's EVP_DigestUpdate failed")
    }
}
