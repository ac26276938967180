internal import Files
package import SystemPackage

/// What AWS's shared files say of one profile.
package struct AWSProfile: Equatable, Sendable {
    /// The profile that counts where none is named.
    package static let defaultName = "default"

    /// Which profile it is.
    package let name: String
    /// Where it was looked for, for messages.
    package let paths: [FilePath]
    /// Those of them that hold a secret.
    package private(set) var secretPaths: [FilePath] = []
    private let config: ProfileFile?
    private let credentials: ProfileFile?
    /// Of both files; nil where neither has it.
    private let settings: [String: String]?

    /// Makes a profile of what both files say; credentials win over config.
    package init(
        name: String,
        paths: [FilePath],
        config: ProfileFile?,
        credentials: ProfileFile?
    ) {
        self.name = name
        self.paths = paths
        self.config = config
        self.credentials = credentials
        let found = [config?[name], credentials?[name]].compactMap { $0 }
        settings =
            found.isEmpty
            ? nil : found.reduce(into: [:]) { all, one in all.merge(one) { _, new in new } }
    }

    /// Reads the files that the environment names, or those in the home directory.
    ///
    /// - Parameter home: nil where the user has none.
    package static func read(
        name: String,
        environment: [String: String],
        home: FilePath?
    ) throws(CredentialError) -> Self {
        let directory = home?.appending(".aws")
        let config =
            environment["AWS_CONFIG_FILE"].map { FilePath($0) }
            ?? directory?.appending("config")
        let credentials =
            environment["AWS_SHARED_CREDENTIALS_FILE"].map { FilePath($0) }
            ?? directory?.appending("credentials")
        let files = (
            config: try file(config, kind: .config),
            credentials: try file(credentials, kind: .credentials)
        )
        var profile = Self(
            name: name,
            paths: [credentials, config].compactMap { $0 },
            config: files.config,
            credentials: files.credentials
        )
        profile.secretPaths = [(credentials, files.credentials), (config, files.config)]
            .compactMap { path, file in file?.holdsSecret == true ? path : nil }
        return profile
    }

    private static func file(
        _ path: FilePath?,
        kind: ProfileFile.Kind
    ) throws(CredentialError) -> ProfileFile? {
        guard let path else { return nil }
        do throws(FileError) {
            let limit = ProfileFile.lengthLimit
            return try WholeFile.read(path, limit: limit)
                .map { ProfileFile(String(decoding: $0, as: UTF8.self), kind: kind) }
        } catch {
            throw .unreadable(error.description)
        }
    }

    /// Another profile of the same files.
    func sibling(_ name: String) -> Self {
        Self(name: name, paths: paths, config: config, credentials: credentials)
    }

    /// Whether either file has it.
    package var exists: Bool { settings != nil }

    /// A setting by its name in the files; nil for an empty one too.
    package subscript(key: String) -> String? {
        settings?[key].flatMap { $0.isEmpty ? nil : $0 }
    }
}
