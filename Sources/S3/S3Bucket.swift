/// A bucket and how its server is addressed.
package struct S3Bucket: Equatable, Sendable {
    /// Where a request names the bucket.
    package enum Addressing: String, CaseIterable, Sendable {
        /// `https://host/bucket/key`.
        case path
        /// `https://bucket.host/key`.
        case virtual
    }

    /// Its name.
    package let name: String
    /// Nil: AWS's own, by the region.
    package let endpoint: S3Endpoint?
    /// Where a request names the bucket.
    package let addressing: Addressing
    /// What its server speaks.
    package let dialect: StorageDialect

    /// Names a bucket.
    ///
    /// - Parameter addressing: nil: `virtual` on AWS, which gives `path` up, but not for a name
    ///   with dots, which no certificate matches; `path` elsewhere.
    package init(
        name: String,
        endpoint: S3Endpoint?,
        addressing: Addressing?,
        dialect: StorageDialect = .s3
    ) {
        self.dialect = dialect
        self.name = name
        self.endpoint = endpoint
        self.addressing =
            addressing ?? (endpoint == nil && !name.contains(".") ? .virtual : .path)
    }

    /// Where a request for a key goes.
    func address(of key: String, region: String) -> Address {
        let endpoint = endpoint ?? .aws(region: region)
        let scheme = endpoint.isSecure ? "https" : "http"
        let key = URIEncoding.escaped(path: key)
        return switch addressing {
        case .path:
            Address(scheme: scheme, authority: endpoint.authority, path: "/\(name)/\(key)")
        case .virtual:
            Address(scheme: scheme, authority: "\(name).\(endpoint.authority)", path: "/\(key)")
        }
    }

    /// A URL in the parts that a signature is of.
    struct Address: Equatable {
        let scheme: String
        let authority: String
        /// Escaped.
        let path: String

        func url(query: [QueryItem]) -> String {
            let text = QueryItem.text(query)
            return "\(scheme)://\(authority)\(path)" + (text.isEmpty ? "" : "?\(text)")
        }
    }
}
