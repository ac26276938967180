internal import Archive
internal import Crypto
internal import HTTP
internal import S3

/// Why a request to S3 was no success.
struct S3Failure: Error {
    /// What stood in the way.
    enum Reason {
        /// The server answered with something else.
        case refused(S3Refusal)
        /// There was no whole answer.
        case unanswered(HTTPError)
        /// A listing or another answer could not be understood.
        case damaged(String)
        case noAccess(S3AccessError)
        case notSigned(CryptoError)
    }

    let method: HTTPRequest.Method
    let url: String
    let dialect: StorageDialect
    let reason: Reason

    /// The server's answer, if it was one.
    var refusal: S3Refusal? {
        if case .refused(let refusal) = reason { refusal } else { nil }
    }

    /// Whether the server may have done what it was asked for.
    var isUnsettled: Bool {
        switch reason {
        case .refused(let refusal): refusal.isUnsettled
        case .unanswered(let error): error.mayHaveArrived
        case .damaged, .noAccess, .notSigned: false
        }
    }

    /// The failure as the store's.
    var storeError: StoreError {
        let request = "\(method.rawValue) \(url): "
        switch reason {
        case .refused(let refusal):
            return StoreError(
                refusal.kind,
                request + refusal.description,
                hint: refusal.hint(for: method, dialect),
                retryAfter: refusal.retryAfter
            )
        case .unanswered(let error):
            return StoreError(
                error.isTransient ? .transient : .permanent,
                request + error.description,
                hint: error.hint
            )
        case .damaged(let reason): return StoreError(.transient, request + reason)
        case .noAccess(let error):
            return StoreError(error.isPassing ? .transient : .permanent, error.description)
        case .notSigned(let error): return StoreError(.permanent, error.description)
        }
    }
}

extension HTTPError {
    /// Whether another try may go better.
    var isTransient: Bool {
        switch cause {
        case .libraryUnavailable, .untrusted, .body, .givenUp, .failed: false
        case .nameNotFound, .notConnected, .tls, .silent, .stalled, .tooLong, .broken,
            .badResponse:
            true
        }
    }

    /// What to do next.
    var hint: String? {
        switch cause {
        case .libraryUnavailable: "Install Debian's package libcurl4."
        case .untrusted:
            "Set s3_ca_file to the certificate of the authority that signed the server's."
        case .nameNotFound, .notConnected: "Check s3_endpoint, and the network."
        case .tls: "Does the server speak TLS on this port? Check s3_endpoint."
        case .silent, .stalled, .tooLong, .broken, .badResponse, .body, .givenUp, .failed: nil
        }
    }
}
