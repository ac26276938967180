internal import HTTP

/// What a container's host lends: ECS, and EKS Pod Identity.
struct ContainerCredentials: CredentialSource {
    private static let source = "the container's host"
    private static let relativeVariable = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
    private static let fullVariable = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
    private static let host = "http://169.254.170.2"
    /// ECS's and EKS's; anybody else could be given the token over plain HTTP.
    private static let hosts = ["169.254.170.2", "169.254.170.23", "[fd00:ec2::23]", "[::1]"]
    private static let tokenLimit = 16 << 10

    private let environment: [String: String]

    init(_ environment: [String: String]) {
        self.environment = environment
    }

    var name: String? { "a container's host (AWS_CONTAINER_CREDENTIALS_…)" }

    var lender: String? { url.map { "container \($0)" } }

    private func variable(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private var url: String? {
        variable(Self.relativeVariable).map { Self.host + $0 } ?? variable(Self.fullVariable)
    }

    func find(_ means: CredentialMeans) throws(CredentialError) -> Credentials? {
        guard let url else { return nil }
        guard LentCredentials.isHeaderText(url), Self.isAllowed(url) else {
            throw .refused(
                source: Self.source,
                reason: "\(Self.fullVariable) names neither https nor this machine or its host"
            )
        }
        var headers = [HTTPHeader("accept", "application/json")]
        if let token = try token() { headers.append(HTTPHeader("authorization", token)) }
        let request = HTTPRequest(.get, url, headers: headers)
        let (response, answer) = try asking(Self.source) { () throws(HTTPError) in
            try means.exchange(request, nil, .local)
        }
        let fields = JSONFields(answer)
        guard response.status == 200 else {
            let code = (fields?["code"] ?? fields?["Code"]).map { " \(S3ErrorBody.line($0))" }
            throw .refused(
                source: Self.source,
                reason: "it answered \(response.status)\(code ?? "")",
                isPassing: isOverload(response.status)
            )
        }
        guard let found = fields.flatMap({ LentCredentials.json($0, tokenName: "Token") }) else {
            throw .refused(source: Self.source, reason: "it answered with no credentials")
        }
        return found
    }

    /// Read anew each time: it is exchanged while the container runs.
    private func token() throws(CredentialError) -> String? {
        let token: String
        if let file = variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
            token = try SecretFile.text(file, limit: Self.tokenLimit, for: Self.source)
        } else if let text = variable("AWS_CONTAINER_AUTHORIZATION_TOKEN") {
            token = text
        } else {
            return nil
        }
        // A line break would be another header.
        guard !token.isEmpty, token.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw .refused(source: Self.source, reason: "its authorization token is none")
        }
        return token
    }

    private static func isAllowed(_ url: String) -> Bool {
        if url.hasPrefix("https://") { return true }
        guard url.hasPrefix("http://") else { return false }
        let authority = url.dropFirst("http://".count).prefix { !"/?#".contains($0) }
        guard !authority.contains("@") else { return false }
        let host =
            authority.hasPrefix("[")
            ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
        return hosts.contains(String(host)) || host == "localhost"
            || host.hasPrefix("127.")
                && host.allSatisfy { $0.isNumber || $0 == "." }
    }
}
