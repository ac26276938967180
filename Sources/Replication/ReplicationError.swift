/// Why a server's replication connection did not do what it was asked.
package enum ReplicationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// libpq is missing; with the dynamic linker's words.
    case libraryUnavailable(String)
    /// The server could not be reached, or refused.
    case connection(String)
    /// A command failed, with the server's words.
    case command(String, reason: String)
    /// The server answered what the protocol does not know.
    case protocolViolation(String)
    /// Nothing came for so long, during what.
    case silent(Duration, during: String)
    /// PostgreSQL older than 12.
    case unsupportedServer(Int)

    package var description: String {
        switch self {
        case .libraryUnavailable(let reason):
            "could not load libpq: \(reason)"
                + " HINT: Install it (Debian's package libpq5), or use backup --from."
        case .connection(let reason): reason
        case .command(let command, let reason): "\(command) failed: \(reason)"
        case .protocolViolation(let what): "the server answered against the protocol: \(what)"
        case .silent(let time, let what):
            "the server sent nothing for \(Int64(time / .seconds(1))) s during \(what)"
                + " HINT: Look whether it, its disk or the network to it hangs; the setting timeout"
                + " says how long to wait."
        case .unsupportedServer(let version):
            "the server's version \(version / 10_000) is older than 12"
        }
    }
}
