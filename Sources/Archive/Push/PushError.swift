package import Crypto
package import WAL

/// Why a file was not archived.
package enum PushError: Error, Equatable, Sendable {
    /// The archive holds other contents under this name.
    case conflict(Conflict)
    /// The same, and whether the timeline ended before they differ cannot be found out.
    case unknownTimelineEnd(Conflict, StoreError)
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
    case storedDefect(FileDefect, beside: LocalCopy? = nil)
    /// This process failed.
    case failed(String)

    /// Whether the archive holds another file under this name, or may.
    package var isConflict: Bool {
        switch self {
        case .conflict, .unknownTimelineEnd: true
        default: false
        }
    }

    /// What failed and why, without a full stop; then what to do next.
    package var description: String {
        switch self {
        case .conflict(let conflict): conflict.description
        case .unknownTimelineEnd(let conflict, let error):
            "the archive holds other contents under this name, \(conflict.differences);"
                + " whether its timeline ended before that cannot be told: \(error)"
        case .store(let error): error.description
        case .source(let error): error.reason
        case .localDefect:
            "\(cause) HINT: Nothing was stored."
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
        case .storedDefect(let defect, let local):
            "the archived copy is damaged: \(defect)\(local.map { "; \($0)" } ?? "")"
                + " HINT: Keep the damaged copy under another name outside the archive; the next try then stores the file again."
        case .failed(let reason): reason
        }
    }

    /// The same of a wrong local file, without what to do.
    var cause: String {
        guard case .localDefect(let defect) = self else { return description }
        return "the local file is wrong: \(defect)"
    }

    /// Whether the name is taken by something else, or by something damaged.
    var isRefusal: Bool {
        switch self {
        case .conflict, .unknownTimelineEnd, .storedDefect: true
        default: false
        }
    }

    /// Whether another try may go better.
    var isTransient: Bool {
        if case .store(let error) = self { error.kind == .transient } else { false }
    }

    /// How long the archive asks to be left alone.
    var leastDelay: Duration {
        if case .store(let error) = self { error.retryAfter ?? .zero } else { .zero }
    }
}

/// Calls a store from a use case that pushes.
func storing<Result: ~Copyable>(
    _ call: () throws(StoreError) -> Result
) throws(PushError) -> Result {
    do throws(StoreError) {
        return try call()
    } catch {
        throw .store(error)
    }
}

/// The local file beside an archived copy that is damaged.
package struct LocalCopy: Equatable, Sendable, CustomStringConvertible {
    /// Of the local file.
    package let digest: SHA256Digest
    /// Where the two differ first, in a segment.
    package let lsn: LSN?

    /// Makes it of its parts.
    package init(digest: SHA256Digest, lsn: LSN?) {
        self.digest = digest
        self.lsn = lsn
    }

    package var description: String {
        "the local file's SHA-256 is \(digest)"
            + (lsn.map { ", and the two differ from LSN \($0) on" } ?? "")
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
