/// The places where credentials may be, in the order in which they count.
package struct CredentialChain: Sendable {
    private let sources: [any CredentialSource]

    /// Makes a chain of its places.
    package init(_ sources: [any CredentialSource]) {
        self.sources = sources
    }

    /// AWS's order.
    ///
    /// - Parameter isProfileNamed: whether the settings name the profile, which then counts more
    ///   than the environment.
    package init(
        environment: [String: String],
        profile: AWSProfile,
        isProfileNamed: Bool
    ) {
        let ofProfile = ProfileCredentials(profile)
        self.init(isProfileNamed ? [ofProfile] : [EnvironmentCredentials(environment), ofProfile])
    }

    /// The first credentials that a place has.
    package func find() throws(CredentialError) -> Credentials {
        for source in sources {
            if let credentials = try source.find() { return credentials }
        }
        throw .none(tried: sources.map(\.name))
    }
}
