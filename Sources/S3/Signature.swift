package import Crypto

/// Signs requests (AWS Signature Version 4); a pure function of the request, the credentials and
/// the time.
package struct Signature: Sendable {
    let credentials: Credentials
    let region: String
    let service: String
    let dialect: StorageDialect
    let time: UTCTime

    /// Prepares to sign for a region's service at a moment.
    package init(
        credentials: Credentials,
        region: String,
        service: String? = nil,
        dialect: StorageDialect = .s3,
        time: UTCTime
    ) {
        self.credentials = credentials
        self.region = region
        self.service = service ?? dialect.service
        self.dialect = dialect
        self.time = time
    }

    /// The value of the header Authorization.
    package func authorization(_ request: CanonicalRequest) throws(CryptoError) -> String {
        let key = try signingKey()
        let message = Array(try stringToSign(request).utf8)
        let signature = try HMACSHA256.code(key: key, message: message)
        return "\(dialect.algorithm) Credential=\(credentials.accessKeyID)/\(scope),"
            + "SignedHeaders=\(request.signedHeaders),Signature=\(signature)"
    }

    /// What the signature is of.
    package func stringToSign(_ request: CanonicalRequest) throws(CryptoError) -> String {
        let digest = try SHA256.digest(of: unsafe Array(request.text.utf8).span.bytes)
        return "\(dialect.algorithm)\n\(time.basic)\n\(scope)\n\(digest)"
    }

    private var scope: String { "\(time.day)/\(region)/\(service)/\(dialect.terminator)" }

    /// Derived from the secret, good for one day, region and service.
    private func signingKey() throws(CryptoError) -> [UInt8] {
        var key = Array("\(dialect.keyPrefix)\(credentials.secretAccessKey)".utf8)
        for part in [time.day, region, service, dialect.terminator] {
            key = try HMACSHA256.code(key: key, message: Array(part.utf8)).bytes
        }
        return key
    }
}
