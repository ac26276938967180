package import HTTP
package import SystemPackage

/// All that decides how a bucket is reached and by whom, from settings and AWS's own variables
/// and files.
package struct S3Access: Sendable {
    /// The bucket and how it is addressed.
    package let bucket: S3Bucket
    /// Nil: to be found out.
    package let region: String?
    /// Whose certificates are trusted; nil: the system's.
    package let trust: HTTPClient.Options.Trust?
    /// What the store is to do with objects.
    package private(set) var options = S3ObjectOptions()
    /// Bytes a second, in each direction of each connection; nil for no limit.
    package private(set) var bandwidthLimit: UInt64?
    /// Who asks.
    package let credentials: CredentialChain
    /// What AWS's own variables and files said; nil where nobody asks them.
    package private(set) var ambient: AmbientSettings?
    /// Files that hold a secret, which nobody else should be able to read.
    package private(set) var secretFiles: [FilePath] = []

    /// What the settings say of it; what they leave open is asked of AWS's own.
    package struct Choices: Equatable, Sendable {
        /// The server; nil: AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, the profile, then AWS.
        package var endpoint: S3Endpoint?
        /// The region; nil: AWS_REGION, AWS_DEFAULT_REGION, the profile, then found out.
        package var region: String?
        /// Where a request names the bucket; nil: by the server.
        package var addressing: S3Bucket.Addressing?
        /// Certificates; nil: AWS_CA_BUNDLE, the profile, then the system's.
        package var trust: HTTPClient.Options.Trust?
        /// The profile; nil: AWS_PROFILE, then `default`.
        package var profile: String?

        /// What the store is to do with objects, but for a customer's key.
        package var objects = S3ObjectOptions()
        /// The file that holds a customer's key.
        package var customerKeyFile: FilePath?
        /// Bytes a second, in each direction of each connection; nil for no limit.
        package var bandwidthLimit: UInt64?
        /// The key for Google Cloud Storage.
        package var googleKeyID: String?
        /// Its secret.
        package var googleSecret: String?

        /// Leaves everything open.
        package init() {}
    }

    /// Makes an access of its parts.
    package init(
        bucket: S3Bucket,
        region: String?,
        trust: HTTPClient.Options.Trust?,
        credentials: CredentialChain
    ) {
        self.bucket = bucket
        self.region = region
        self.trust = trust
        self.credentials = credentials
    }

    /// Finds out what is left open.
    ///
    /// - Parameter home: the user's directory, where there is one.
    package init(
        bucket: String,
        choices: Choices,
        environment: [String: String],
        home: FilePath?
    ) throws(S3AccessError) {
        let variable = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let name = choices.profile ?? variable("AWS_PROFILE")
        let profile = try Self.profile(named: name, environment, home)
        let ambient = AmbientSettings(environment, profile)
        let endpoint = try Self.endpoint(choices, ambient)
        self.bucket = S3Bucket(name: bucket, endpoint: endpoint, addressing: choices.addressing)
        self.ambient = ambient
        region = choices.region ?? ambient.region?.text
        trust = choices.trust ?? ambient.certificates.map { .file($0.text) }
        credentials = CredentialChain(
            environment: environment,
            profile: profile,
            isProfileNamed: choices.profile != nil,
            region: region
        )
        options = try Self.options(choices)
        bandwidthLimit = choices.bandwidthLimit
        secretFiles = profile.secretPaths + [choices.customerKeyFile].compactMap { $0 }
    }

    /// A profile that was asked for by name must be there.
    private static func profile(
        named name: String?,
        _ environment: [String: String],
        _ home: FilePath?
    ) throws(S3AccessError) -> AWSProfile {
        do throws(CredentialError) {
            let profile = try AWSProfile.read(
                name: name ?? AWSProfile.defaultName,
                environment: environment,
                home: home
            )
            if name != nil, !profile.exists {
                throw .noProfile(profile.name, paths: profile.paths.map(\.string))
            }
            return profile
        } catch {
            throw .credentials(error)
        }
    }

    /// Google Cloud Storage, of which AWS's variables and files say nothing.
    package init(googleCloudBucket bucket: String, choices: Choices) throws(S3AccessError) {
        self.bucket = S3Bucket(
            name: bucket,
            endpoint: choices.endpoint ?? StorageDialect.googleCloudEndpoint,
            addressing: choices.addressing ?? .path,
            dialect: .googleCloud
        )
        region = StorageDialect.googleCloudRegion
        trust = choices.trust
        credentials = CredentialChain([GoogleKey(choices)])
        options = try Self.options(choices)
        bandwidthLimit = choices.bandwidthLimit
    }

    private static func options(_ choices: Choices) throws(S3AccessError) -> S3ObjectOptions {
        var options = choices.objects
        if let file = choices.customerKeyFile {
            options.encryption = .customer(try CustomerKey.read(file))
        }
        return options
    }

    private static func endpoint(
        _ choices: Choices,
        _ ambient: AmbientSettings
    ) throws(S3AccessError) -> S3Endpoint? {
        if let endpoint = choices.endpoint { return endpoint }
        guard let given = ambient.endpoint else { return nil }
        guard let endpoint = S3Endpoint(given.text) else {
            throw .badEndpoint(given.source.description)
        }
        return endpoint
    }
}

/// Why it cannot be told how a bucket is reached.
package enum S3AccessError: Error, Equatable, Sendable, CustomStringConvertible {
    case credentials(CredentialError)
    /// The variable or the file's setting; not its value, which may hold a password.
    case badEndpoint(String)
    /// The key with which the server is to encrypt.
    case customerKey(String)

    /// Whether another try may go better.
    package var isPassing: Bool {
        if case .credentials(.refused(_, _, _, true, _)) = self { true } else { false }
    }

    package var description: String {
        switch self {
        case .credentials(let error): error.description
        case .badEndpoint(let source):
            "\(source) is not a URL like https://host or http://host:9000"
        case .customerKey(let reason): "could not read setting \"s3_customer_key_file\": \(reason)"
        }
    }
}
