package import Crypto
package import HTTP

/// A request for a bucket or an object, not signed yet.
package struct S3Request: Sendable {
    /// What is asked.
    package var method: HTTPRequest.Method
    /// The object's key; empty for the bucket.
    package var key: String
    /// Of the URL.
    package var query: [QueryItem]
    /// Beside those that every request has; all of them are signed.
    package var headers: [HTTPHeader]
    /// Of the body; nil for none.
    package var payload: SHA256Digest?

    /// The SHA-256 of nothing.
    private static let emptyPayload =
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    /// Makes a request of its parts.
    package init(
        _ method: HTTPRequest.Method,
        key: String,
        query: [QueryItem] = [],
        headers: [HTTPHeader] = [],
        payload: SHA256Digest? = nil
    ) {
        self.method = method
        self.key = key
        self.query = query
        self.headers = headers
        self.payload = payload
    }

    /// The request's URL, for messages too: nothing secret is in it.
    package func url(in bucket: S3Bucket, region: String) -> String {
        bucket.address(of: key, region: region).url(query: query)
    }

    /// The request as it is sent.
    package func signed(
        in bucket: S3Bucket,
        region: String,
        credentials: Credentials,
        time: UTCTime
    ) throws(CryptoError) -> HTTPRequest {
        let address = bucket.address(of: key, region: region)
        let digest = payload?.description ?? Self.emptyPayload
        var headers = headers
        headers.append(HTTPHeader("x-amz-content-sha256", digest))
        headers.append(HTTPHeader("x-amz-date", time.basic))
        if let token = credentials.sessionToken {
            headers.append(HTTPHeader("x-amz-security-token", token))
        }
        let dialect = bucket.dialect
        headers = dialect.spoken(headers)
        let canonical = CanonicalRequest(
            method: method.rawValue,
            path: address.path,
            query: query,
            headers: headers + [HTTPHeader("host", address.authority)],
            payload: digest
        )
        let signature = Signature(
            credentials: credentials,
            region: region,
            dialect: dialect,
            time: time
        )
        headers.append(HTTPHeader("authorization", try signature.authorization(canonical)))
        return HTTPRequest(method, address.url(query: query), headers: headers)
    }
}
