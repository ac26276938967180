internal import CLibPQ

extension ReplicationConnection {
    /// Sent at a time when a manifest goes up.
    private static let uploadLength = 1 << 16
    private static let uploadCommand = "UPLOAD_MANIFEST"

    /// Sends a command, whose results then come one after the other.
    ///
    /// The corresponding C function is `PQsendQuery`.
    func send(_ command: String) throws(ReplicationError) {
        guard unsafe library.send_query(connection, command) == 1 else {
            throw .command(Self.verb(command), reason: failure(of: nil))
        }
    }

    /// The rows of the next result of a command.
    func tuples(of command: String) throws(ReplicationError) -> [[String?]] {
        let result = nextResult()
        guard let result, result.status == PGRES_TUPLES_OK else {
            throw .command(command, reason: failure(of: result))
        }
        return result.rows
    }

    /// Hands over an earlier backup's manifest (17 and newer).
    func upload(_ manifest: [UInt8]) throws(ReplicationError) {
        try send(Self.uploadCommand)
        let result = nextResult()
        guard result?.status == PGRES_COPY_IN else {
            throw .command(Self.uploadCommand, reason: failure(of: result))
        }
        for start in stride(from: 0, to: manifest.count, by: Self.uploadLength) {
            let piece = manifest[start..<min(start + Self.uploadLength, manifest.count)]
            let sent = unsafe piece.withUnsafeBytes { bytes in
                unsafe library.put_copy_data(
                    connection,
                    bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                    Int32(bytes.count)
                )
            }
            guard sent == 1 else { throw .command(Self.uploadCommand, reason: failure(of: nil)) }
        }
        guard unsafe library.put_copy_end(connection, nil) == 1 else {
            throw .command(Self.uploadCommand, reason: failure(of: nil))
        }
        while let result = nextResult() {
            guard result.status == PGRES_COMMAND_OK else {
                throw .command(Self.uploadCommand, reason: failure(of: result))
            }
        }
    }
}
