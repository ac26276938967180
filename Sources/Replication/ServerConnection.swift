internal import CLibPQ

/// An ordinary connection to a server, on which queries are asked one after the other.
@safe package final class ServerConnection {
    private let library: shim_libpq
    private let connection: OpaquePointer

    /// Connects; a server that does not answer is given up after as long as monitoring waits.
    ///
    /// The C function is `PQconnectdbParams`.
    ///
    /// - Parameter conninfo: a database's name, or a connection string of libpq's; what it leaves
    ///   out the PG* variables tell.
    package init(_ conninfo: String) throws(ReplicationError) {
        let library = try LibPQ.functions()
        let name = conninfo.isEmpty ? "postgres" : conninfo
        guard let connection = unsafe shim_connect_monitoring(library, name) else {
            throw .connection("out of memory")
        }
        guard unsafe library.status(connection) == CONNECTION_OK else {
            let reason = unsafe ReplicationConnection.line(library.error_message(connection))
            unsafe library.finish(connection)
            throw .connection(reason)
        }
        self.library = library
        unsafe self.connection = connection
    }

    deinit {
        unsafe library.finish(connection)
    }

    /// Runs a query and gives its rows, NULLs as nil.
    ///
    /// The C function is `PQexec`.
    ///
    /// - Parameter subject: what it asks for, for messages.
    package func rows(_ query: String, _ subject: String) throws(ReplicationError) -> [[String?]] {
        let result = unsafe QueryResult(library, library.exec(connection, query))
        guard result.status == PGRES_TUPLES_OK else {
            let own = result.error
            let reason =
                own.isEmpty
                ? unsafe ReplicationConnection.line(library.error_message(connection)) : own
            throw .command("asking for \(subject)", reason: reason)
        }
        return result.rows
    }
}
