internal import Crypto
internal import HTTP

/// AWS's Security Token Service, which lends roles.
struct TokenService {
    private static let version = "2011-06-15"
    private static let form = HTTPHeader("content-type", "application/x-www-form-urlencoded")
    /// Where nobody names a region: the service that knows all that are open by themselves.
    private static let globalRegion = "us-east-1"
    /// Of a session that nobody named; it shows in AWS's logs.
    static let defaultSession = "wal-archive"

    private let endpoint: S3Endpoint
    private let region: String

    /// Names the service of a region.
    ///
    /// - Parameter endpoint: nil: AWS's own.
    init(endpoint: S3Endpoint?, region: String?) {
        self.region = region ?? Self.globalRegion
        self.endpoint =
            endpoint ?? region.map { .aws(service: "sts", region: $0) }
            ?? S3Endpoint(isSecure: true, authority: "sts.amazonaws.com")
    }

    /// The service that the variables name, else AWS's own.
    ///
    /// - Throws: where a variable is no URL.
    init(environment: [String: String], region: String?) throws(CredentialError) {
        var endpoint: S3Endpoint?
        for name in ["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"] {
            guard endpoint == nil, let text = environment[name], !text.isEmpty else { continue }
            endpoint = S3Endpoint(text)
            if endpoint == nil {
                throw .refused(
                    source: "AWS STS",
                    reason: "\(name) is not a URL like https://host or http://host:9000"
                )
            }
        }
        self.init(endpoint: endpoint, region: region)
    }

    /// The request for a role, asked by who may have it.
    func assumeRole(
        _ parameters: [QueryItem],
        credentials: Credentials,
        time: UTCTime
    ) throws(CryptoError) -> (HTTPRequest, [UInt8]) {
        let body = Self.body("AssumeRole", parameters)
        var headers = [Self.form, HTTPHeader("x-amz-date", time.basic)]
        if let token = credentials.sessionToken {
            headers.append(HTTPHeader("x-amz-security-token", token))
        }
        let canonical = CanonicalRequest(
            method: HTTPRequest.Method.post.rawValue,
            path: "/",
            query: [],
            headers: headers + [HTTPHeader("host", endpoint.authority)],
            payload: try SHA256.digest(of: unsafe body.span.bytes).description
        )
        let signature = Signature(
            credentials: credentials,
            region: region,
            service: "sts",
            time: time
        )
        headers.append(HTTPHeader("authorization", try signature.authorization(canonical)))
        return (HTTPRequest(.post, "\(endpoint)/", headers: headers), body)
    }

    /// The request for a role, asked with a token that proves who asks; nothing is signed.
    func assumeRoleWithWebIdentity(_ parameters: [QueryItem]) -> (HTTPRequest, [UInt8]) {
        (
            HTTPRequest(.post, "\(endpoint)/", headers: [Self.form]),
            Self.body("AssumeRoleWithWebIdentity", parameters)
        )
    }

    private static func body(_ action: String, _ parameters: [QueryItem]) -> [UInt8] {
        let items = [QueryItem("Action", action), QueryItem("Version", version)] + parameters
        return Array(QueryItem.text(items).utf8)
    }

    /// Sends a request and reads what was lent.
    func lend(
        _ request: (HTTPRequest, [UInt8]),
        to source: String,
        _ means: CredentialMeans
    ) throws(CredentialError) -> Credentials {
        let (response, answer) = try asking(source) { () throws(HTTPError) in
            try means.exchange(request.0, request.1, .remote)
        }
        guard response.status == 200 else {
            throw .refused(
                source: source,
                reason: "\(endpoint) answered \(Self.refusal(response.status, answer))",
                isPassing: isOverload(response.status)
            )
        }
        guard let credentials = LentCredentials.xml(answer) else {
            throw .refused(source: source, reason: "\(endpoint) answered with no credentials")
        }
        return credentials
    }

    /// `403 AccessDenied: User … is not authorized …`.
    private static func refusal(_ status: Int, _ answer: [UInt8]) -> String {
        var values: [String: String] = [:]
        let reader = XMLReader { path, text in
            if path.count == 3, path[1] == "Error" { values[path[2]] = text }
            return true
        }
        guard reader?.take(unsafe answer.span.bytes, isLast: true) == true,
            let code = values["Code"], S3ErrorBody.isCode(code)
        else { return "\(status)" }
        let message = S3ErrorBody.line(values["Message"] ?? "")
        return "\(status) \(code)" + (message.isEmpty ? "" : ": \(message)")
    }
}

/// Turns what stands in a request's way into a source's refusal.
func asking<Answer>(
    _ source: String,
    hint: String? = nil,
    _ ask: () throws(HTTPError) -> Answer
) throws(CredentialError) -> Answer {
    do throws(HTTPError) {
        return try ask()
    } catch {
        throw .refused(
            source: source,
            reason: error.description,
            hint: hint,
            isPassing: true
        )
    }
}

/// Whether a service that answers so may answer otherwise in a moment.
func isOverload(_ status: Int) -> Bool {
    status >= 500 || status == 429
}
