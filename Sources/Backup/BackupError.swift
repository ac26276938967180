package import Archive
package import Codec
package import Files
package import Replication
package import Tar

/// Why a base backup could not be taken, read, restored or expired.
package enum BackupError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A store could not do what it was asked.
    case store(StoreError)
    /// The server, or the way to it.
    case server(ReplicationError)
    /// A file of this machine.
    case file(FileError)
    /// What was read is no archive of PostgreSQL's.
    case tar(TarError, file: String)
    /// A stored object is not what was stored.
    case damaged(String, reason: String)
    /// Bytes could not be encoded.
    case codec(CodecError)
    /// Something that a sentence tells best; a later HINT included.
    case refused(String)
    /// WAL that a backup needs is not in the archive.
    case missingWAL(String)
    /// There is no such backup.
    case absent(String)

    /// Whether one object is unsound, and nothing tells that others are.
    var isOfOneObject: Bool {
        switch self {
        case .damaged, .refused: true
        case .store(let error): error.kind == .notAFile || error.isOfOneObject
        case .server, .file, .tar, .codec, .missingWAL, .absent: false
        }
    }

    package var description: String {
        switch self {
        case .store(let error): error.description
        case .server(let error): error.description
        case .file(let error): error.description + (error.hint.map { " HINT: \($0)" } ?? "")
        case .tar(let error, let file): "\"\(file)\": \(error)"
        case .damaged(let name, let reason): "the object \"\(name)\" is not sound: \(reason)"
        case .codec(let error): error.description
        case .refused(let reason), .missingWAL(let reason), .absent(let reason): reason
        }
    }
}
