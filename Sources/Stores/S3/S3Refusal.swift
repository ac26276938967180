internal import Archive
internal import HTTP
internal import S3

/// An answer of a server that is no success.
struct S3Refusal: CustomStringConvertible {
    /// Statuses of a server that is overloaded or out of order for a while.
    private static let passingStatuses = [408, 429, 500, 502, 503, 504]
    /// Codes of failures that another try may not meet: of servers that are busy, and of requests
    /// that were damaged on their way.
    private static let passingCodes = [
        "RequestTimeout", "SlowDown", "InternalError", "ServiceUnavailable", "Throttling",
        "ConditionalRequestConflict", "OperationAborted", "IncompleteBody", "BadDigest",
        "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch",
    ]
    /// A server that asks for more time than a call has gets another call.
    private static let longestRetryAfter: Int64 = 3600

    let response: HTTPResponse
    /// Nil where the body is none of S3's.
    let body: S3ErrorBody?

    var status: Int { response.status }
    var code: String? { body?.code }

    /// Whether the server itself says that there is no such object.
    var isAbsence: Bool { status == 404 && code == "NoSuchKey" }

    /// Whether it may be of this object alone: its owner's, or in a class that is not read at once.
    var isOfOneObject: Bool {
        status == 403 && (code == "AccessDenied" || code == "InvalidObjectState")
    }

    /// Whether lent credentials are too old.
    var meansExpired: Bool {
        code.map {
            ["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "InvalidToken"]
                .contains($0)
        } ?? false
    }

    /// What the caller can do about it.
    var kind: StoreError.Kind {
        if isTransient { return .transient }
        return code == "QuotaExceeded" || status == 507 ? .unwritable : .permanent
    }

    private var isTransient: Bool {
        // A success with an error in it is one that came too late to be told otherwise.
        if Self.passingStatuses.contains(status) || (200..<300).contains(status) { return true }
        return code.map { Self.passingCodes.contains($0) } ?? false
    }

    /// Whether the server may have stored the object nevertheless.
    var isUnsettled: Bool { status >= 500 && status != 501 || (200..<300).contains(status) }

    /// How long the server asks to be left alone (RFC 9110, 10.2.3, in seconds).
    var retryAfter: Duration? {
        guard let seconds = response.header("retry-after").flatMap({ Int64($0) }), seconds >= 0
        else { return nil }
        return .seconds(min(seconds, Self.longestRetryAfter))
    }

    /// `503 SlowDown: Please reduce your request rate., request id ABC`.
    var description: String {
        guard let body else { return "\(status) without an error code of S3" }
        let message = body.message.isEmpty ? "" : ": \(body.message)"
        let id = body.requestID ?? response.header("x-amz-request-id")
        return "\(status) \(body.code)\(message)" + (id.map { ", request id \($0)" } ?? "")
    }

    /// The region in which the server says that the bucket is.
    var told: String? {
        let named = response.header("x-amz-bucket-region") ?? body?.region
        return named.flatMap { S3Region.isName($0) ? $0 : nil }
    }
}
