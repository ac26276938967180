package import HTTP

/// How a service that speaks S3's protocol names what a request is made of.
///
/// Everything else here speaks as S3 does; requests are translated before they are signed, and
/// answers after they came.
package struct StorageDialect: Equatable, Sendable {
    /// S3's own.
    package static let s3 = Self(
        scheme: "s3",
        prefix: "x-amz-",
        algorithm: "AWS4-HMAC-SHA256",
        keyPrefix: "AWS4",
        terminator: "aws4_request",
        service: "s3",
        condition: HTTPHeader("if-none-match", "*")
    )
    /// Google Cloud Storage's XML API with keys for HMAC.
    package static let googleCloud = Self(
        scheme: "gs",
        prefix: "x-goog-",
        algorithm: "GOOG4-HMAC-SHA256",
        keyPrefix: "GOOG4",
        terminator: "goog4_request",
        service: "storage",
        condition: HTTPHeader("x-goog-if-generation-match", "0")
    )

    /// Where Google Cloud Storage is, and the region that its signatures name.
    static let googleCloudEndpoint = S3Endpoint(
        isSecure: true,
        authority: "storage.googleapis.com"
    )
    static let googleCloudRegion = "auto"
    /// Google Cloud Storage has checksums of other kinds only, and other conditions.
    private static let foreign = ["x-amz-checksum-sha256", "if-match"]

    /// Of an archive's URL.
    package let scheme: String
    private let prefix: String
    let algorithm: String
    let keyPrefix: String
    let terminator: String
    let service: String
    private let condition: HTTPHeader

    /// A request's headers in this dialect.
    func spoken(_ headers: [HTTPHeader]) -> [HTTPHeader] {
        guard self != .s3 else { return headers }
        return headers.compactMap { header in
            if header == Self.s3.condition { return condition }
            if Self.foreign.contains(header.name) { return nil }
            return Self.exchange(Self.s3.prefix, prefix, in: header)
        }
    }

    /// An answer as S3 would have given it.
    package func heard(_ response: HTTPResponse) -> HTTPResponse {
        guard self != .s3 else { return response }
        return HTTPResponse(
            status: response.status,
            headers: response.headers.map { Self.exchange(prefix, Self.s3.prefix, in: $0) }
        )
    }

    private static func exchange(
        _ old: String,
        _ new: String,
        in header: HTTPHeader
    ) -> HTTPHeader {
        guard header.name.hasPrefix(old) else { return header }
        return HTTPHeader(new + header.name.dropFirst(old.count), header.value)
    }
}
