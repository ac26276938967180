package import HTTP

/// What a store is to do with objects beyond keeping them; each becomes headers, which are signed.
package struct S3ObjectOptions: Equatable, Sendable {
    /// Who encrypts what lies in the store, with which key.
    package enum Encryption: Equatable, Sendable {
        /// `AES256`, `aws:kms` or `aws:kms:dsse`, and the key's name for the latter two.
        case server(algorithm: String, keyID: String?)
        /// The server, with a key that comes with every request and is kept nowhere there.
        case customer(CustomerKey)
    }

    /// How long an object can be neither replaced nor removed.
    package struct Lock: Equatable, Sendable {
        /// Who may shorten it.
        package enum Mode: String, CaseIterable, Sendable {
            case governance, compliance
        }

        /// Who may shorten it.
        package let mode: Mode
        /// From the moment of its creation.
        package let days: Int

        /// Makes a lock of both.
        package init(mode: Mode, days: Int) {
            self.mode = mode
            self.days = days
        }
    }

    private static let secondsPerDay: Int64 = 86_400

    /// Nil: the bucket's own.
    package var storageClass: String?
    /// Nil: the bucket's own.
    package var encryption: Encryption?
    /// `key=value&key=value`, escaped.
    package var tags: String?
    /// Nil: the bucket's own.
    package var lock: Lock?
    /// Whether whoever asks pays, in a bucket that wants it so.
    package var requesterPays = false

    /// Leaves everything to the bucket.
    package init() {}

    /// The headers that a request gets beside its own.
    ///
    /// - Parameter time: now.
    package func headers(
        _ method: HTTPRequest.Method,
        isObject: Bool,
        time: UTCTime
    ) -> [HTTPHeader] {
        var headers: [HTTPHeader] = []
        if requesterPays { headers.append(HTTPHeader("x-amz-request-payer", "requester")) }
        guard isObject else { return headers }
        if case .customer(let key)? = encryption, method == .put || method == .get {
            headers += key.headers
        }
        return method == .put ? headers + creation(time) : headers
    }

    private func creation(_ time: UTCTime) -> [HTTPHeader] {
        var headers: [HTTPHeader] = []
        if let storageClass { headers.append(HTTPHeader("x-amz-storage-class", storageClass)) }
        if case .server(let algorithm, let keyID)? = encryption {
            headers.append(HTTPHeader("x-amz-server-side-encryption", algorithm))
            if let keyID {
                headers.append(
                    HTTPHeader("x-amz-server-side-encryption-aws-kms-key-id", keyID)
                )
            }
        }
        if let tags { headers.append(HTTPHeader("x-amz-tagging", tags)) }
        if let lock {
            let end = UTCTime(seconds: time.seconds + Int64(lock.days) * Self.secondsPerDay)
            headers.append(HTTPHeader("x-amz-object-lock-mode", lock.mode.rawValue.uppercased()))
            headers.append(
                HTTPHeader("x-amz-object-lock-retain-until-date", end.internetDate)
            )
        }
        return headers
    }
}
