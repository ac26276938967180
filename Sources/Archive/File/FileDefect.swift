package import Codec
package import Crypto
package import Records
package import WAL

/// What is wrong with a file: one that PostgreSQL wants archived, or an archived one.
package enum FileDefect: Error, Equatable, Sendable, CustomStringConvertible {
    case codec(CodecError)
    case notAFile(String)
    /// Of the local file that is compared with the archived one.
    case local(String)
    case otherDigest(SHA256Digest, recorded: SHA256Digest)
    case otherSize(UInt64, recorded: UInt64)
    /// The digest is not the one that is recorded in a file of its own beside it.
    case otherDigestBeside(SHA256Digest, recorded: SHA256Digest)
    case unreadableRecordedDigest
    case segment(SegmentDefect)
    case records(RecordDefect)
    case history(HistoryDefect)
    case backupLabel(BackupLabel.Defect)
    case recordedSystem(SystemIdentifier, expected: SystemIdentifier)

    /// Whether the file is sound, but another cluster's.
    var isForeign: Bool {
        switch self {
        case .segment(.otherSystem), .recordedSystem: true
        default: false
        }
    }

    /// What to do about an archived file.
    var hint: String {
        if isForeign {
            return "Check the setting archive: each cluster has an archive of its own."
        }
        if case .codec(.windowTooLarge) = self {
            return
                "Compress it again (zstd -dc --memory=2048MB FILE | zstd -o NEW), and move NEW to"
                + " its place."
        }
        return "Restore this object from a copy of the archive; recovery then goes on from here."
    }

    package var description: String {
        switch self {
        case .codec(let error): error.description
        case .notAFile(let reason): reason
        case .local(let reason): "the local file is wrong: \(reason)"
        case .otherDigest(let digest, let recorded),
            .otherDigestBeside(let digest, let recorded):
            "its SHA-256 is \(digest) but \(recorded) was archived"
        case .otherSize(let size, let recorded):
            "it holds \(size) bytes but \(recorded) were archived"
        case .unreadableRecordedDigest:
            "the digest recorded beside it cannot be read"
        case .segment(let defect): defect.description
        case .records(let defect): defect.description
        case .history(let defect): defect.description
        case .backupLabel(let defect): defect.description
        case .recordedSystem(let system, let expected):
            "it is of another cluster: its digest frame names system identifier \(system)"
                + " instead of \(expected)"
        }
    }
}
