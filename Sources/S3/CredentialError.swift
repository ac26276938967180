/// Why there are no credentials.
package enum CredentialError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A file that should hold them could not be read.
    case unreadable(String)
    /// A source has one half of them.
    case incomplete(source: String, missing: String)
    /// A profile was asked for by name, and no file has it.
    case noProfile(String, paths: [String])
    /// A source is set up and gave none, with what was looked at before it.
    case refused(
        source: String,
        reason: String,
        hint: String? = nil,
        isPassing: Bool = false,
        triedBefore: [String] = []
    )
    /// A setting of the key for Google Cloud Storage is not there.
    case googleKeyMissing(String)
    /// No source has any.
    case none(tried: [String])

    /// What failed and why, without a full stop; then what to do next.
    package var description: String {
        switch self {
        case .unreadable(let reason): "could not read AWS credentials: \(reason)"
        case .incomplete(let source, let missing):
            "AWS credentials are incomplete: \(source) gives no \(missing)"
        case .noProfile(let name, let paths):
            "AWS profile \"\(name)\" was not found in \(Self.list(paths))"
        case .refused(let source, let reason, let hint, _, let tried):
            "could not get AWS credentials from \(source): \(reason)"
                + (tried.isEmpty ? "" : "; tried before: \(tried.joined(separator: ", "))")
                + (hint.map { " HINT: \($0)" } ?? "")
        case .googleKeyMissing(let setting):
            "setting \"\(setting)\" is not set"
                + " HINT: Make an HMAC key for a service account (Cloud Storage, Settings,"
                + " Interoperability), and set gs_access_key_id and gs_secret_access_key."
        case .none(let tried):
            "no AWS credentials were found: tried \(tried.joined(separator: ", "))"
                + " HINT: The server's environment has only what its start gives it: on Debian"
                + " /etc/postgresql/VERSION/NAME/environment."
        }
    }

    /// The same after other places had none.
    func after(_ tried: [String]) -> Self {
        guard case .refused(let source, let reason, let hint, let isPassing, _) = self else {
            return self
        }
        return .refused(
            source: source,
            reason: reason,
            hint: hint,
            isPassing: isPassing,
            triedBefore: tried
        )
    }

    private static func list(_ paths: [String]) -> String {
        paths.isEmpty
            ? "any file: there is no home directory"
            : paths.map { "\"\($0)\"" }.joined(separator: " or ")
    }
}
