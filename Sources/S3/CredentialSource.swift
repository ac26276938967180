/// A place where credentials may be.
package protocol CredentialSource: Sendable {
    /// The place, for the message that nothing was found; nil where another one's name stands for
    /// it.
    var name: String? { get }

    /// The place, for the message that something was found.
    var place: String { get }

    /// By whom and to whom credentials are lent here, in one line without secrets; nil where they
    /// last, or where nothing is set up.
    var lender: String? { get }

    /// Looks there; nil where there are none.
    func find(_ means: CredentialMeans) throws(CredentialError) -> Credentials?
}

extension CredentialSource {
    /// Most places have one name.
    package var place: String { name ?? "" }

    /// What is found in most places lasts.
    package var lender: String? { nil }
}

/// AWS_ACCESS_KEY_ID and its kin.
package struct EnvironmentCredentials: CredentialSource {
    private let environment: [String: String]

    /// Looks into a process's variables.
    package init(_ environment: [String: String]) {
        self.environment = environment
    }

    /// The variables.
    package var name: String? { "the environment (AWS_ACCESS_KEY_ID)" }

    /// An empty variable is none.
    package func find(_ means: CredentialMeans) throws(CredentialError) -> Credentials? {
        try Credentials.complete(
            accessKeyID: value("AWS_ACCESS_KEY_ID"),
            secretAccessKey: value("AWS_SECRET_ACCESS_KEY"),
            sessionToken: value("AWS_SESSION_TOKEN"),
            names: ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
            source: "the environment"
        )
    }

    private func value(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// The keys of a profile in AWS's shared files.
package struct ProfileCredentials: CredentialSource {
    private let profile: AWSProfile

    /// Looks into a profile.
    package init(_ profile: AWSProfile) {
        self.profile = profile
    }

    /// The profile and its files.
    package var name: String? {
        let files = profile.paths.map { "\"\($0)\"" }
        return files.isEmpty
            ? "no file, for want of a home directory"
            : "profile \"\(profile.name)\" in \(files.joined(separator: " and "))"
    }

    /// What both files say counts as one.
    package func find(_ means: CredentialMeans) throws(CredentialError) -> Credentials? {
        try Credentials.complete(
            accessKeyID: profile["aws_access_key_id"],
            secretAccessKey: profile["aws_secret_access_key"],
            sessionToken: profile["aws_session_token"],
            names: ("aws_access_key_id", "aws_secret_access_key"),
            source: "profile \"\(profile.name)\""
        )
    }
}

extension Credentials {
    /// Credentials of their parts; nil where there are none, an error where there is one half.
    static func complete(
        accessKeyID: String?,
        secretAccessKey: String?,
        sessionToken: String?,
        names: (accessKeyID: String, secretAccessKey: String),
        source: String
    ) throws(CredentialError) -> Self? {
        switch (accessKeyID, secretAccessKey) {
        case (nil, nil): return nil
        case (let id?, let secret?):
            return Self(accessKeyID: id, secretAccessKey: secret, sessionToken: sessionToken)
        case (_?, nil): throw .incomplete(source: source, missing: names.secretAccessKey)
        case (nil, _?): throw .incomplete(source: source, missing: names.accessKeyID)
        }
    }
}
