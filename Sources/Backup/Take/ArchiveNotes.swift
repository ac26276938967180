internal import SystemPackage
internal import Tar
internal import WAL

/// The few small files of an archive that tell what backup it is of.
struct ArchiveNotes: Sendable {
    /// A label, a map of some hundred tablespaces; of the control file the beginning.
    private static let contentLimit = 1 << 16

    private static let wanted: Set<String> = [
        "backup_label", "tablespace_map", "PG_VERSION", "global/pg_control",
    ]

    private var contents: [String: [UInt8]] = [:]
    private var current: String?

    /// A member begins.
    mutating func begin(_ header: TarHeader) {
        let path = header.path.string
        guard Self.wanted.contains(path), header.kind == .file else { return }
        current = path
        contents[path] = []
    }

    /// Some of its content.
    mutating func append(_ bytes: RawSpan) {
        guard let current, let count = contents[current]?.count else { return }
        let piece = bytes.extracting(first: min(bytes.byteCount, Self.contentLimit - count))
        unsafe piece.withUnsafeBytes { unsafe contents[current]?.append(contentsOf: $0) }
    }

    /// The member is complete.
    mutating func end() {
        current = nil
    }

    /// Whether a member's content is being noted.
    var isNoting: Bool { current != nil }

    /// The label that the server writes into every backup.
    var label: BackupLabelFile? {
        contents["backup_label"].flatMap { BackupLabelFile($0) }
    }

    /// The cluster, from the first eight bytes of its control file.
    var system: SystemIdentifier? {
        guard let control = contents["global/pg_control"], control.count >= 8 else { return nil }
        return SystemIdentifier(control.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }

    /// The major version, as PG_VERSION tells it.
    var majorVersion: Int? {
        contents["PG_VERSION"].flatMap {
            Int(String(decoding: $0, as: UTF8.self).filter { !$0.isWhitespace })
        }
    }

    /// Where tablespaces are, by their numbers.
    var tablespaces: [UInt32: String] {
        TablespaceMap(contents["tablespace_map"] ?? []).locations
    }
}
