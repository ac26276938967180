internal import Crypto
internal import HTTP
internal import SystemPackage

/// A role that a profile names (`role_arn`), lent to whom `source_profile` or `credential_source`
/// names.
struct AssumedRole: CredentialSource {
    /// A profile may name another one as its source, and that one a third.
    private static let depthLimit = 5

    private let profile: AWSProfile
    private let environment: [String: String]
    private let region: String?

    init(_ profile: AWSProfile, environment: [String: String], region: String?) {
        self.profile = profile
        self.environment = environment
        self.region = region
    }

    /// The profile's keys are named for all that stands in it.
    var name: String? { nil }

    var lender: String? {
        guard let role else { return nil }
        let given = ["source_profile", "credential_source", "role_session_name", "external_id"]
            .map { profile[$0] ?? "" }
        return "role \(role) profile \(profile.name) \(given.joined(separator: " "))"
    }

    /// With `web_identity_token_file` the role is lent to a token instead.
    private var role: String? {
        profile["web_identity_token_file"] == nil ? profile["role_arn"] : nil
    }

    var place: String { source }

    private var source: String { "role_arn of profile \"\(profile.name)\"" }

    func find(_ means: CredentialMeans) throws(CredentialError) -> Credentials? {
        try find(means, depth: 0)
    }

    private func find(
        _ means: CredentialMeans,
        depth: Int
    ) throws(CredentialError) -> Credentials? {
        guard let role else { return nil }
        guard profile["mfa_serial"] == nil else {
            throw .refused(
                source: source,
                reason: "mfa_serial asks for a person, and a server has none",
                hint: "Use a role that needs no second factor."
            )
        }
        let own = try credentialsOfSource(means, depth: depth)
        let service = try TokenService(environment: environment, region: region)
        var parameters = [
            QueryItem("RoleArn", role),
            QueryItem(
                "RoleSessionName",
                profile["role_session_name"] ?? TokenService.defaultSession
            ),
        ]
        if let id = profile["external_id"] { parameters.append(QueryItem("ExternalId", id)) }
        if let seconds = profile["duration_seconds"] {
            parameters.append(QueryItem("DurationSeconds", seconds))
        }
        let request: (HTTPRequest, [UInt8])
        do throws(CryptoError) {
            request = try service.assumeRole(
                parameters,
                credentials: own,
                time: UTCTime(seconds: means.secondsSince1970())
            )
        } catch {
            throw .refused(source: source, reason: error.description)
        }
        return try service.lend(request, to: source, means)
    }

    /// Whose credentials ask for the role.
    private func credentialsOfSource(
        _ means: CredentialMeans,
        depth: Int
    ) throws(CredentialError) -> Credentials {
        if let name = profile["source_profile"] {
            return try credentials(ofProfile: name, means, depth: depth)
        }
        let found: Credentials?
        switch profile["credential_source"] {
        case "Environment": found = try EnvironmentCredentials(environment).find(means)
        case "EcsContainer": found = try ContainerCredentials(environment).find(means)
        case "Ec2InstanceMetadata": found = try InstanceMetadata(environment).find(means)
        case nil:
            throw .refused(
                source: source,
                reason: "the profile names neither source_profile nor credential_source"
            )
        case let other?:
            throw .refused(
                source: source,
                reason: "credential_source \"\(other)\" is none of Environment, EcsContainer and"
                    + " Ec2InstanceMetadata"
            )
        }
        guard let found else {
            throw .refused(
                source: source,
                reason: "credential_source \"\(profile["credential_source"] ?? "")\" has none"
            )
        }
        return found
    }

    private func credentials(
        ofProfile name: String,
        _ means: CredentialMeans,
        depth: Int
    ) throws(CredentialError) -> Credentials {
        guard depth < Self.depthLimit else {
            throw .refused(source: source, reason: "source_profile leads round in a circle")
        }
        let other = profile.sibling(name)
        guard other.exists else { throw .noProfile(name, paths: profile.paths.map(\.string)) }
        // A profile may be its own source: its keys ask for its role.
        if name != profile.name {
            let role = Self(other, environment: environment, region: region)
            if let lent = try role.find(means, depth: depth + 1) { return lent }
        }
        let sources: [any CredentialSource] = [
            ProfileCredentials(other), CredentialProcess(other, environment: environment),
        ]
        for source in sources {
            if let found = try source.find(means) { return found }
        }
        throw .refused(source: source, reason: "its source_profile \"\(name)\" has no credentials")
    }
}
