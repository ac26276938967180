/// Why there are no credentials.
package enum CredentialError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A file that should hold them could not be read.
    case unreadable(String)
    /// A source has one half of them.
    case incomplete(source: String, missing: String)
    /// A profile was asked for by name, and no file has it.
    case noProfile(String, paths: [String])
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
        case .none(let tried):
            "no AWS credentials were found: tried \(tried.joined(separator: ", "))"
                + " HINT: The server's environment has only what its start gives it: on Debian"
                + " /etc/postgresql/VERSION/NAME/environment."
        }
    }

    private static func list(_ paths: [String]) -> String {
        paths.isEmpty
            ? "any file: there is no home directory"
            : paths.map { "\"\($0)\"" }.joined(separator: " or ")
    }
}
