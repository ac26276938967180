internal import Crypto

extension Store {
    /// The SHA-256 of an object's bytes as they are stored, in constant memory.
    func storedDigest(of key: ObjectKey) throws(PushError) -> SHA256Digest {
        let passing = try digesting { () throws(CryptoError) in try PassingDigest() }
        _ = try storing { () throws(StoreError) in try read(key) { passing.take($0) } }
        return try digesting { () throws(CryptoError) in try passing.finish() }
    }
}

/// Calls libcrypto from a use case that stores.
private func digesting<Result>(
    _ call: () throws(CryptoError) -> Result
) throws(PushError) -> Result {
    do throws(CryptoError) {
        return try call()
    } catch {
        throw .failed(error.description)
    }
}

/// A digest of bytes that pass a closure, which may not throw.
private final class PassingDigest {
    private var digest: SHA256?
    private var failure: CryptoError?

    init() throws(CryptoError) {
        digest = try SHA256()
    }

    func take(_ bytes: RawSpan) -> Bool {
        do throws(CryptoError) {
            try digest?.update(bytes)
            return true
        } catch {
            failure = error
            return false
        }
    }

    /// Ends it; to be called once.
    func finish() throws(CryptoError) -> SHA256Digest {
        if let failure { throw failure }
        guard let digest = digest.take() else { throw .failed("EVP_DigestFinal_ex") }
        return try digest.finalize()
    }
}
