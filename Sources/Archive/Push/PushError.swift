internal import Codec
package import WAL

/// Why a file was not archived.
package enum PushError: Error, Equatable, Sendable {
    /// The archive holds other contents under this name.
    case conflict(Conflict)
    /// It could not be stored, or cannot be told whether it was.
    case store(StoreError)
    /// The local file could not be read.
    case source(SourceError)
    /// The local file is not what its name says, or not this cluster's.
    case localDefect(FileDefect)
    /// The archive is another cluster's.
    case otherCluster(archive: String, found: SystemIdentifier, expected: SystemIdentifier)
    /// The archive holds WAL that does not say whose it is.
    case unknownCluster(archive: String)
    /// No server's data directory tells the cluster of this file.
    case noCluster(archive: String)
    /// The archived copy is damaged.
    case storedDefect(FileDefect)
    /// This process failed.
    case failed(String)

    /// What failed and why, without a full stop; then what to do next.
    package var description: String {
        switch self {
        case .conflict(let conflict): conflict.description
        case .store(let error): error.description
        case .source(let error): error.reason
        case .localDefect(let defect):
            "the local file is wrong: \(defect) HINT: Nothing was stored."
                + " Only what has a .ready in archive_status needs archiving: another file may be"
                + " an old one under a new name. Otherwise compare it with a standby's."
        case .otherCluster(let archive, let found, let expected):
            "\"\(archive)\" is the archive of another cluster: its system identifier is \(found),"
                + " this server's \(expected) HINT: Give each cluster an archive of its own,"
                + " also after initdb and pg_upgrade."
        case .unknownCluster(let archive):
            "\"\(archive)\" holds WAL that does not say whose it is"
                + " HINT: Use an empty directory or prefix."
        case .noCluster(let archive):
            "nothing tells which cluster it belongs to: there is no data directory, and"
                + " \"\(archive)\" has no wal-archive.cluster HINT: Run it in the data directory,"
                + " or archive a segment first."
        case .storedDefect(let defect):
            "the archived copy is damaged: \(defect) HINT: Keep the damaged copy under another"
                + " name outside the archive; the next try then stores the file again."
        case .failed(let reason): reason
        }
    }
}

/// Why the local file could not be read.
package struct SourceError: Error, Equatable, Sendable {
    /// The file was another one at the end than at the beginning.
    static let changed = Self("the local file changed while it was read")

    /// What failed and why, without a full stop.
    package let reason: String

    /// Makes an error of its words.
    package init(_ reason: String) {
        self.reason = reason
    }
}
