/// The places where credentials may be, in the order in which they count.
package struct CredentialChain: Sendable {
    /// Lent credentials are exchanged for new ones this long before they end: services give new
    /// ones from then on, and no transfer takes longer.
    private static let refreshTime: Int64 = 5 * 60
    /// Where no new ones can be had, the old ones are used until then.
    private static let lastTime: Int64 = 30

    private let sources: [any CredentialSource]

    /// Makes a chain of its places.
    package init(_ sources: [any CredentialSource]) {
        self.sources = sources
    }

    /// AWS's order.
    ///
    /// - Parameters:
    ///   - isProfileNamed: whether the settings name the profile, which then counts more than the
    ///     environment.
    ///   - region: whose service lends roles; nil for none in particular.
    package init(
        environment: [String: String],
        profile: AWSProfile,
        isProfileNamed: Bool,
        region: String? = nil
    ) {
        let variables = EnvironmentCredentials(environment)
        let lenders: [any CredentialSource] = [
            AssumedRole(profile, environment: environment, region: region),
            WebIdentityRole(profile, environment: environment, region: region),
            ProfileCredentials(profile),
            CredentialProcess(profile, environment: environment),
            ContainerCredentials(environment),
            InstanceMetadata(environment),
        ]
        self.init(isProfileNamed ? lenders : [variables] + lenders)
    }

    /// The first credentials that a place has.
    ///
    /// - Parameter fresh: whether those that were kept from an earlier time do not count.
    package func find(
        _ means: CredentialMeans = .none,
        fresh: Bool = false
    ) throws(CredentialError) -> Credentials {
        try locate(means, fresh: fresh).credentials
    }

    /// The same, and the place that has them, in words.
    package func locate(
        _ means: CredentialMeans,
        fresh: Bool = false
    ) throws(CredentialError) -> (credentials: Credentials, place: String) {
        var tried: [String] = []
        for source in sources {
            do throws(CredentialError) {
                if let found = try find(in: source, means, fresh: fresh) {
                    return (found, source.place)
                }
            } catch {
                throw error.after(tried)
            }
            if let name = source.name { tried.append(name) }
        }
        throw .none(tried: tried)
    }

    private func find(
        in source: any CredentialSource,
        _ means: CredentialMeans,
        fresh: Bool
    ) throws(CredentialError) -> Credentials? {
        guard let lender = source.lender, let cache = means.cache else {
            return try source.find(means)
        }
        let now = means.secondsSince1970()
        let kept = fresh ? nil : LentRecord(cache.read() ?? [], of: lender)?.credentials
        if let kept, kept.last(Self.refreshTime, from: now) { return kept }
        let found: Credentials?
        do throws(CredentialError) {
            found = try source.find(means)
        } catch {
            if let kept, kept.last(Self.lastTime, from: now) { return kept }
            throw error
        }
        if let found, let record = LentRecord(found, of: lender) { cache.write(record.bytes) }
        return found
    }

    /// Whether credentials in use should be looked for again.
    package static func isDue(_ credentials: Credentials, now: Int64) -> Bool {
        !credentials.last(refreshTime, from: now)
    }
}
