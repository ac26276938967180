internal import Files
internal import SystemPackage

/// A role lent to a token in a file, as Kubernetes keeps one for each pod (EKS).
struct WebIdentityRole: CredentialSource {
    /// Tokens have a few kilobytes.
    private static let tokenLimit = 64 << 10

    private let tokenFile: String?
    private let role: String?
    private let session: String?
    private let environment: [String: String]
    private let region: String?

    /// The profile's settings win over the variables.
    init(_ profile: AWSProfile, environment: [String: String], region: String?) {
        let variable = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let file = profile["web_identity_token_file"] {
            tokenFile = file
            role = profile["role_arn"]
            session = profile["role_session_name"]
        } else {
            tokenFile = variable("AWS_WEB_IDENTITY_TOKEN_FILE")
            role = variable("AWS_ROLE_ARN")
            session = variable("AWS_ROLE_SESSION_NAME")
        }
        self.environment = environment
        self.region = region
    }

    var name: String? { "a web identity (AWS_WEB_IDENTITY_TOKEN_FILE)" }

    var lender: String? {
        guard let tokenFile, let role else { return nil }
        return "web identity \(tokenFile) role \(role) session \(session ?? "")"
    }

    private static let source = "a web identity"

    func find(_ means: CredentialMeans) throws(CredentialError) -> Credentials? {
        guard let tokenFile else { return nil }
        guard let role else {
            throw .refused(source: Self.source, reason: "AWS_ROLE_ARN is not set")
        }
        let token = try Self.token(in: tokenFile)
        let service = try TokenService(environment: environment, region: region)
        let request = service.assumeRoleWithWebIdentity([
            QueryItem("RoleArn", role),
            QueryItem("RoleSessionName", session ?? TokenService.defaultSession),
            QueryItem("WebIdentityToken", token),
        ])
        return try service.lend(request, to: Self.source, means)
    }

    private static func token(in file: String) throws(CredentialError) -> String {
        let token = try SecretFile.text(file, limit: tokenLimit, for: source)
        guard LentCredentials.isHeaderText(token) else {
            throw .refused(source: source, reason: "file \"\(file)\" holds no token")
        }
        return token
    }
}

/// A file whose text must not be shown.
enum SecretFile {
    /// Reads it without the blanks around it.
    static func text(
        _ path: String,
        limit: Int,
        for source: String
    ) throws(CredentialError) -> String {
        let bytes: [UInt8]?
        do throws(FileError) {
            bytes = try WholeFile.read(FilePath(path), limit: limit)
        } catch {
            throw .refused(source: source, reason: error.description)
        }
        guard let bytes else {
            throw .refused(source: source, reason: "file \"\(path)\" does not exist")
        }
        let blanks = " \t\r\n".utf8
        let start = bytes.drop { blanks.contains($0) }
        let end = start.lastIndex { !blanks.contains($0) }
        return end.map { String(decoding: start[...$0], as: UTF8.self) } ?? ""
    }
}
