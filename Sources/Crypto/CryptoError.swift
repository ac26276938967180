/// Why a digest could not be computed.
package enum CryptoError: Error, Equatable, Sendable, CustomStringConvertible {
    /// libcrypto is missing or lacks a function; with the dynamic linker's words.
    case libraryUnavailable(String)
    /// A call failed, which happens for want of memory or by the library's policy.
    case failed(String)

    package var description: String {
        switch self {
        case .libraryUnavailable(let reason): "could not load libcrypto: \(reason)"
        case .failed(let call): "libcrypto's \(call) failed"
        }
    }
}
