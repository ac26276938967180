internal import CLibPQ

extension ReplicationConnection {
    /// Sent at a time when a manifest goes up.
    private static let uploadLength = 1 << 16
    private static let uploadCommand = "UPLOAD_MANIFEST"

    /// Sends a command, whose results then come one after the other.
    ///
    /// The corresponding C function is `PQsendQuery`.
    func send(_ command: String) throws(ReplicationError) {
        let verb = Self.verb(command)
        guard unsafe library.send_query(connection, command) == 1 else {
            throw .command(verb, reason: failure(of: nil))
        }
        try flush(verb)
    }

    /// Sends what waits to be sent.
    ///
    /// The corresponding C function is `PQflush`.
    private func flush(_ command: String) throws(ReplicationError) {
        var silence = Silence(silenceLimit, during: command)
        while true {
            switch unsafe library.flush(connection) {
            case 0: return
            case 1: try silence.wait(on: self, isSending: true)
            default: throw .command(command, reason: failure(of: nil))
            }
        }
    }

    /// The rows of the next result of a command.
    ///
    /// - Parameter silence: how the server is waited for; nil: as always.
    func tuples(
        of command: String,
        waiting silence: Silence? = nil
    ) throws(ReplicationError) -> [[String?]] {
        let result = try nextResult(of: command, waiting: silence)
        guard let result, result.status == PGRES_TUPLES_OK else {
            throw .command(command, reason: failure(of: result))
        }
        return result.rows
    }

    /// Hands over an earlier backup's manifest (17 and newer).
    func upload(_ manifest: [UInt8]) throws(ReplicationError) {
        try send(Self.uploadCommand)
        let result = try nextResult(of: Self.uploadCommand)
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
            try flush(Self.uploadCommand)
        }
        guard unsafe library.put_copy_end(connection, nil) == 1 else {
            throw .command(Self.uploadCommand, reason: failure(of: nil))
        }
        try flush(Self.uploadCommand)
        while let result = try nextResult(of: Self.uploadCommand) {
            guard result.status == PGRES_COMMAND_OK else {
                throw .command(Self.uploadCommand, reason: failure(of: result))
            }
        }
    }
}
