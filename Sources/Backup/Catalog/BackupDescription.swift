package import Crypto
package import WAL

/// What a base backup is: the object `backup.json`, stored last.
package struct BackupDescription: Codable, Equatable, Sendable {
    /// The format that this version writes; a higher one is not read.
    package static let format = 1
    /// A description has some hundred bytes for each part of 64 MiB.
    static let lengthLimit = 256 << 20

    /// Whether all files are in it.
    package enum Kind: String, Codable, Sendable {
        case full
        /// Only what changed since the parent.
        case incremental
    }

    /// The description's own format.
    package var format = BackupDescription.format
    /// Its folder.
    package var name: BackupName
    /// Whether all files are in it.
    package var kind: Kind
    /// The backup without which this one cannot be restored; nil for a full one.
    package var parent: BackupName?
    /// The cluster.
    package var system: SystemIdentifier
    /// In the server's own words.
    package var serverVersion: String
    /// The timeline on which it begins.
    package var timeline: TimelineID
    /// The timeline on which it ends, where that is another one.
    package var stopTimeline: TimelineID?
    /// Where recovery begins to read WAL.
    package var startLSN: LSN
    /// From where on it is consistent.
    package var stopLSN: LSN
    /// When the server was asked.
    package var startTime: UTCTime
    /// When the server had sent all.
    package var stopTime: UTCTime
    /// Bytes of each WAL segment.
    package var segmentBytes: UInt64
    /// Whether a standby sent it.
    package var fromStandby: Bool
    /// The operator's words.
    package var label: String
    /// Whether the data directory's group may read it.
    package var isGroupReadable: Bool
    /// The data directory's archive, and those of tablespaces.
    package var archives: [ArchiveDescription]
    /// PostgreSQL's manifest; nil from servers that make none.
    package var manifest: PartDescription?
    /// The saved files of settings; nil where none were to be saved.
    package var configuration: PartDescription?

    enum CodingKeys: String, CodingKey {
        case format, name, kind, parent
        case system = "system_identifier"
        case serverVersion = "server_version"
        case timeline
        case stopTimeline = "stop_timeline"
        case startLSN = "start_lsn"
        case stopLSN = "stop_lsn"
        case startTime = "start_time"
        case stopTime = "stop_time"
        case segmentBytes = "wal_segment_bytes"
        case fromStandby = "from_standby"
        case label
        case isGroupReadable = "group_readable"
        case archives, manifest, configuration
    }
}

/// A tar archive of a backup, in numbered parts.
package struct ArchiveDescription: Codable, Equatable, Sendable {
    /// The tablespace; nil for the data directory.
    package var oid: UInt32?
    /// Where the tablespace was on the server.
    package var location: String?
    /// In their order.
    package var parts: [PartDescription]

    /// How its parts' names begin.
    package var file: String { Self.file(oid: oid) }

    static func file(oid: UInt32?) -> String { oid.map { "\($0).tar" } ?? "base.tar" }

    /// The name of a part, the first being 1.
    static func part(_ file: String, _ number: Int) -> String {
        let digits = String(number)
        return "\(file).\(String(repeating: "0", count: max(0, 6 - digits.utf8.count)))\(digits)"
    }
}

/// An object of a backup.
package struct PartDescription: Codable, Equatable, Sendable {
    /// A file that began in an earlier part and goes on at this one's beginning.
    package struct Continuation: Codable, Equatable, Sendable {
        /// The file's name within the archive.
        package var path: String
        /// How many of its bytes stand in earlier parts.
        package var offset: UInt64
        /// How many it has.
        package var size: UInt64
        /// The name's bytes in hexadecimal digits, where they are no text.
        package var encodedPath: String?

        enum CodingKeys: String, CodingKey {
            case path, offset, size
            case encodedPath = "encoded_path"
        }
    }

    /// Of the plain bytes.
    package var sha256: SHA256Digest
    /// Bytes of the archive in it.
    package var plainBytes: UInt64
    /// Bytes in the store.
    package var storedBytes: UInt64
    /// What its first bytes are; nil where a header comes first.
    package var continues: Continuation?

    enum CodingKeys: String, CodingKey {
        case sha256
        case plainBytes = "plain_bytes"
        case storedBytes = "stored_bytes"
        case continues
    }
}

extension BackupDescription {
    /// Everything that is stored of it but the descriptions, by the names in its folder.
    var objects: [(file: String, part: PartDescription)] {
        let parts = archives.flatMap { archive in
            archive.parts.enumerated().map { index, part in
                (file: ArchiveDescription.part(archive.file, index + 1), part: part)
            }
        }
        let others = [(BackupFile.manifest, manifest), (BackupFile.configuration, configuration)]
        return parts + others.compactMap { file, part in part.map { (file: file, part: $0) } }
    }

    /// Bytes in the store.
    package var storedBytes: UInt64 { objects.reduce(0) { $0 &+ $1.part.storedBytes } }

    /// Bytes once restored, headers included.
    package var plainBytes: UInt64 { objects.reduce(0) { $0 &+ $1.part.plainBytes } }

    /// The WAL without which it is not consistent; never none, since recovery begins with a record.
    package var neededWAL: Range<LSN> {
        startLSN..<max(stopLSN, startLSN.advanced(by: 1))
    }

    /// The segment size; nil for one that PostgreSQL does not know.
    package var segmentSize: SegmentSize? { SegmentSize(bytes: segmentBytes) }
}

/// What a backup was begun as: the object `begun.json`, stored first, so that nobody removes the
/// WAL that a backup under way will need, and removed first.
package struct BegunBackup: Codable, Equatable, Sendable {
    /// A few lines.
    static let lengthLimit = 1 << 16

    /// Its folder.
    package var name: BackupName
    /// The cluster.
    package var system: SystemIdentifier
    /// The timeline on which it begins.
    package var timeline: TimelineID
    /// Where recovery will begin to read WAL.
    package var startLSN: LSN
    /// When whoever stores it began.
    package var startTime: UTCTime
    /// The backup that it builds on; nil for a full one.
    package var parent: BackupName?

    enum CodingKeys: String, CodingKey {
        case name
        case system = "system_identifier"
        case timeline
        case startLSN = "start_lsn"
        case startTime = "start_time"
        case parent
    }
}
