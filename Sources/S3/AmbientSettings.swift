/// What AWS's own variables and files say of a bucket where the settings say nothing.
package struct AmbientSettings: Equatable, Sendable {
    /// Who says it.
    package enum Source: Equatable, Sendable {
        /// An environment variable.
        case variable(String)
        /// A profile's setting, by both names.
        case profile(String, setting: String)
    }

    /// A text, and where it stands.
    package struct Value: Equatable, Sendable {
        /// The text.
        package let text: String
        /// Where it stands.
        package let source: Source

        /// Makes a value of both.
        package init(text: String, source: Source) {
            self.text = text
            self.source = source
        }
    }

    /// The profile, where a variable names it.
    package let profile: Value?
    /// The server's URL; not looked at yet.
    package let endpoint: Value?
    /// The region's name.
    package let region: Value?
    /// The file of trusted certificates.
    package let certificates: Value?

    /// Asks the variables first, in AWS's order, then the profile.
    init(_ environment: [String: String], _ profile: AWSProfile) {
        let variable = { (name: String) in
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
                .map { Value(text: $0, source: .variable(name)) }
        }
        let setting = { (name: String) in
            profile[name].map { Value(text: $0, source: .profile(profile.name, setting: name)) }
        }
        self.profile = variable("AWS_PROFILE")
        endpoint =
            variable("AWS_ENDPOINT_URL_S3") ?? variable("AWS_ENDPOINT_URL")
            ?? setting("endpoint_url")
        region = [variable("AWS_REGION"), variable("AWS_DEFAULT_REGION"), setting("region")]
            .compactMap { $0 }.first { S3Region.isName($0.text) }
        certificates = variable("AWS_CA_BUNDLE") ?? setting("ca_bundle")
    }
}

extension AmbientSettings.Source: CustomStringConvertible {
    package var description: String {
        switch self {
        case .variable(let name): name
        case .profile(let profile, let setting): "\(setting) of profile \"\(profile)\""
        }
    }
}
