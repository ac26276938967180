internal import Replication
internal import WAL

/// A base backup straight from a server.
package struct ServerBackup: Sendable {
    /// libpq's connection string; empty: the PG* variables tell.
    package let connectionString: String
    /// The label.
    package let label: String
    /// Whether the server checkpoints at once.
    package let fastCheckpoint: Bool
    /// At most so many KiB a second; nil for no limit.
    package let maxRate: Int?
    /// How long the server may send nothing while we wait for it.
    package let silenceLimit: Duration
    /// The backup to build on; nil for a full one.
    package let parent: BackupDescription?

    /// Describes a backup to take.
    package init(
        connectionString: String,
        label: String,
        fastCheckpoint: Bool,
        maxRate: Int?,
        silenceLimit: Duration,
        parent: BackupDescription?
    ) {
        self.connectionString = connectionString
        self.label = label
        self.fastCheckpoint = fastCheckpoint
        self.maxRate = maxRate
        self.silenceLimit = silenceLimit
        self.parent = parent
    }

    /// Takes it.
    ///
    /// - Parameter announce: called with what the server expects to send, in bytes.
    package func take(
        _ request: BackupRequest,
        announce: (UInt64) -> Void
    ) throws(BackupError) -> BackupDescription {
        let manifest = try parent.map { parent throws(BackupError) in
            try parent.manifestBytes(in: request.place.objects())
        }
        let connection = try BackupError.server { () throws(ReplicationError) in
            try ReplicationConnection(connectionString, silenceLimit: silenceLimit)
        }
        var facts = try facts(of: connection)
        let identity = try BackupError.server(connection.identify)
        if let parent, parent.system != identity.system {
            throw .refused("backup \(parent.name) is of cluster \(parent.system), not of this one")
        }
        let stream = try BackupError.server { () throws(ReplicationError) in
            try BaseBackup(connection, options(manifest))
        }
        try InPlaceTablespaces.refuse(
            stream.start.tablespaces.reduce(into: [:]) { $0[$1.oid] = $1.location }
        )
        announce(stream.start.estimatedBytes)
        let begun = BegunBackup(
            name: request.name,
            system: identity.system,
            timeline: stream.start.position.timeline,
            startLSN: stream.start.position.lsn,
            startTime: facts.startTime,
            parent: parent?.name
        )
        let writer = try request.writer(begun)
        let end = try receive(stream, writer)
        (facts.stopTimeline, facts.stopLSN) = (end.timeline, end.lsn)
        facts.stopTime = .now
        return try request.finish(writer, facts)
    }

    /// Stores what the server sends.
    private func receive(
        _ stream: BaseBackup,
        _ writer: BackupWriter
    ) throws(BackupError) -> BackupPosition {
        while true {
            let event = try BackupError.server(stream.next)
            switch consume event {
            case .archive(let oid):
                let tablespace = stream.start.tablespaces.first { $0.oid == oid }
                try writer.beginArchive(oid: oid, location: tablespace?.location)
            case .manifest: try writer.beginManifest()
            case .bytes(let data): try writer.append(data.bytes)
            case .end(let position): return position
            }
        }
    }

    private func options(_ manifest: [UInt8]?) -> BaseBackupOptions {
        BaseBackupOptions(
            label: label,
            fastCheckpoint: fastCheckpoint,
            incrementalFrom: manifest,
            maxRate: maxRate
        )
    }

    /// What is known before the backup begins.
    private func facts(
        of connection: ReplicationConnection
    ) throws(BackupError) -> BackupFacts {
        let sizeText = try BackupError.server { () throws(ReplicationError) in
            try connection.setting("wal_segment_size")
        }
        let mode = try BackupError.server { () throws(ReplicationError) in
            try connection.setting("data_directory_mode")
        }
        guard let size = Self.segmentSize(sizeText) else {
            throw .server(.protocolViolation("wal_segment_size is \(sizeText)"))
        }
        let now = UTCTime.now
        return BackupFacts(
            parent: parent?.name,
            serverVersion: connection.serverVersionText,
            stopLSN: LSN(0),
            startTime: now,
            stopTime: now,
            segmentSize: size,
            isGroupReadable: mode.hasSuffix("50")
        )
    }

    /// A size as `SHOW` writes it, `16MB`.
    static func segmentSize(_ text: String) -> SegmentSize? {
        let number = UInt64(text.prefix { $0.isNumber }) ?? 0
        let unit: UInt64 = text.hasSuffix("GB") ? 1 << 30 : text.hasSuffix("MB") ? 1 << 20 : 1
        guard number <= 1 << 30 else { return nil }
        return SegmentSize(bytes: number &* unit)
    }
}
