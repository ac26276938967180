internal import CLibPQ
package import WAL

/// A physical replication connection, as pg_basebackup has one.
@safe package final class ReplicationConnection {
    /// The first version whose protocol is spoken here.
    private static let oldestVersion = 120_000

    let library: shim_libpq
    let connection: OpaquePointer

    /// The server's version as a number: 150018 for 15.18.
    package let serverVersion: Int
    /// How long the server may send nothing while we wait for it.
    package let silenceLimit: Duration

    /// Connects.
    ///
    /// The corresponding C function is `PQconnectdbParams`; all that follows is asynchronous, so
    /// that a server that hangs is given up.
    ///
    /// - Parameters:
    ///   - connectionString: libpq's; what it leaves out the PG* variables tell.
    ///   - silenceLimit: how long the server may send nothing while we wait for it.
    package init(
        _ connectionString: String,
        silenceLimit: Duration
    ) throws(ReplicationError) {
        let library = try LibPQ.functions()
        // As pg_basebackup names it, for .pgpass.
        let name = connectionString.isEmpty ? "replication" : connectionString
        let seconds = String(max(1, Int64(silenceLimit / .seconds(1))))
        guard let connection = unsafe shim_connect_replication(library, name, seconds) else {
            throw .connection("out of memory")
        }
        guard unsafe library.status(connection) == CONNECTION_OK else {
            let reason = unsafe Self.line(library.error_message(connection))
            unsafe library.finish(connection)
            throw .connection(reason)
        }
        // To end never waits for room to say so.
        _ = unsafe library.set_nonblocking(connection, 1)
        let version = Int(unsafe library.server_version(connection))
        guard version >= Self.oldestVersion else {
            unsafe library.finish(connection)
            throw .unsupportedServer(version)
        }
        self.library = library
        unsafe self.connection = connection
        serverVersion = version
        self.silenceLimit = silenceLimit
    }

    deinit {
        unsafe library.finish(connection)
    }

    /// The server's version in its own words: `15.18 (Debian 15.18-0+deb12u1)`.
    package var serverVersionText: String {
        guard let text = unsafe library.parameter_status(connection, "server_version") else {
            return ""
        }
        return unsafe String(cString: text)
    }

    /// What a server says of itself.
    package struct Identity: Equatable, Sendable {
        /// The cluster.
        package let system: SystemIdentifier
        /// The timeline it writes, or replays.
        package let timeline: TimelineID
    }

    /// Asks which cluster this is.
    ///
    /// The corresponding command is `IDENTIFY_SYSTEM`.
    package func identify() throws(ReplicationError) -> Identity {
        let row = try rows("IDENTIFY_SYSTEM").first ?? []
        guard row.count >= 2, let number = row[0].flatMap({ UInt64($0) }),
            let system = SystemIdentifier(number),
            let timeline = row[1].flatMap({ UInt32($0) }).flatMap(TimelineID.init)
        else { throw .protocolViolation("IDENTIFY_SYSTEM") }
        return Identity(system: system, timeline: timeline)
    }

    /// A setting of the server's, with its unit.
    ///
    /// The corresponding command is `SHOW`.
    package func setting(_ name: String) throws(ReplicationError) -> String {
        guard let value = try rows("SHOW \(name)").first?.first ?? nil else {
            throw .protocolViolation("SHOW \(name)")
        }
        return value
    }

    /// Runs a command that answers with rows.
    func rows(_ command: String) throws(ReplicationError) -> [[String?]] {
        try send(command)
        let verb = Self.verb(command)
        let rows = try tuples(of: verb)
        while let result = try nextResult(of: verb) {
            guard result.status == PGRES_TUPLES_OK || result.status == PGRES_COMMAND_OK else {
                throw .command(verb, reason: failure(of: result))
            }
        }
        return rows
    }

    /// The next result of a command that was sent; nil at its end.
    ///
    /// The corresponding C functions are `PQisBusy` and `PQgetResult`.
    ///
    /// - Parameter silence: how the server is waited for; nil: as always.
    func nextResult(
        of command: String,
        waiting silence: Silence? = nil
    ) throws(ReplicationError) -> QueryResult? {
        var silence = silence ?? Silence(silenceLimit, during: command)
        while unsafe library.is_busy(connection) == 1 { try silence.wait(on: self) }
        guard let result = unsafe library.get_result(connection) else { return nil }
        return unsafe QueryResult(library, result)
    }

    /// Why a result is none, else what the connection says.
    func failure(of result: QueryResult?) -> String {
        let own = result?.error ?? ""
        return own.isEmpty ? unsafe Self.line(library.error_message(connection)) : own
    }

    static func verb(_ command: String) -> String {
        String(command.prefix { $0 != "(" }.split(separator: " ").prefix(2).joined(separator: " "))
    }

    /// A message of libpq's as one line.
    static func line(_ text: UnsafePointer<CChar>?) -> String {
        guard let text = unsafe text else { return "" }
        return unsafe String(cString: text).split(separator: "\n")
            .map { $0.drop { $0 == " " || $0 == "\t" } }.joined(separator: " ")
    }
}
