internal import HTTP

/// What an EC2 instance's metadata service lends to the role of the instance (IMDSv2).
struct InstanceMetadata: CredentialSource {
    private static let source = "EC2's instance metadata"
    private static let endpointVariable = "AWS_EC2_METADATA_SERVICE_ENDPOINT"
    private static let address = "http://169.254.169.254"
    private static let addressIPv6 = "http://[fd00:ec2::254]"
    private static let path = "/latest/meta-data/iam/security-credentials/"
    /// Seconds for which a token may be used; two requests need it.
    private static let tokenLife = "60"
    private static let hint =
        "Within a container the instance's hop limit for metadata must be 2 or more."

    private let environment: [String: String]

    init(_ environment: [String: String]) {
        self.environment = environment
    }

    private func variable(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private var isDisabled: Bool { variable("AWS_EC2_METADATA_DISABLED")?.lowercased() == "true" }

    private var endpoint: String {
        if let given = variable(Self.endpointVariable) {
            return given.last == "/" ? String(given.dropLast()) : given
        }
        let mode = variable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")?.lowercased()
        return mode == "ipv6" ? Self.addressIPv6 : Self.address
    }

    var name: String? {
        isDisabled ? "\(Self.source) (AWS_EC2_METADATA_DISABLED)" : Self.source
    }

    var lender: String? { isDisabled ? nil : "instance \(endpoint)" }

    /// Nil where nobody answers, which is so on every machine that is no instance, and where the
    /// instance has no role.
    func find(_ means: CredentialMeans) throws(CredentialError) -> Credentials? {
        guard !isDisabled else { return nil }
        guard S3Endpoint(endpoint) != nil else {
            throw .refused(
                source: Self.source,
                reason: "\(Self.endpointVariable) is not a URL like http://host"
            )
        }
        guard let token = try token(means) else { return nil }
        let (status, names) = try get("", token, means)
        if status == 404 { return nil }
        let lines = String(decoding: names, as: UTF8.self).split(whereSeparator: \.isNewline)
        guard status == 200, let role = lines.first, LentCredentials.isHeaderText(String(role))
        else { throw Self.answered(status, "for its role") }
        let (second, answer) = try get(URIEncoding.escaped(String(role)), token, means)
        guard second == 200 else { throw Self.answered(second, "for role \"\(role)\"") }
        guard let fields = JSONFields(answer),
            fields["Code"].map({ $0 == "Success" }) != false,
            let found = LentCredentials.json(fields, tokenName: "Token")
        else {
            throw .refused(
                source: Self.source,
                reason: "it has no credentials for role \"\(role)\""
            )
        }
        return found
    }

    private func token(_ means: CredentialMeans) throws(CredentialError) -> String? {
        let request = HTTPRequest(
            .put,
            "\(endpoint)/latest/api/token",
            headers: [HTTPHeader("x-aws-ec2-metadata-token-ttl-seconds", Self.tokenLife)]
        )
        let response: HTTPResponse
        let answer: [UInt8]
        do throws(HTTPError) {
            (response, answer) = try means.exchange(request, [], .local)
        } catch {
            switch error.cause {
            case .notConnected, .nameNotFound: return nil
            // The answer to a container behind too many hops is dropped on the way.
            case .silent where variable(Self.endpointVariable) == nil: return nil
            default:
                throw .refused(
                    source: Self.source,
                    reason: error.description,
                    hint: Self.hint,
                    isPassing: true
                )
            }
        }
        let token = String(decoding: answer, as: UTF8.self)
        switch response.status {
        case 200 where LentCredentials.isHeaderText(token): return token
        // Turned off on the instance; or another cloud's service at the same address.
        case 400, 403, 404, 405: return nil
        default: throw Self.answered(response.status, "for a token")
        }
    }

    private func get(
        _ name: String,
        _ token: String,
        _ means: CredentialMeans
    ) throws(CredentialError) -> (Int, [UInt8]) {
        let request = HTTPRequest(
            .get,
            endpoint + Self.path + name,
            headers: [HTTPHeader("x-aws-ec2-metadata-token", token)]
        )
        let (response, answer) = try asking(Self.source) { () throws(HTTPError) in
            try means.exchange(request, nil, .local)
        }
        return (response.status, answer)
    }

    private static func answered(_ status: Int, _ what: String) -> CredentialError {
        .refused(
            source: source,
            reason: "asked \(what), it answered \(status)",
            isPassing: isOverload(status)
        )
    }
}
