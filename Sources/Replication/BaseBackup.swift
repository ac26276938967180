internal import CLibPQ
internal import WAL

/// A base backup as the server sends it (`pg_basebackup.c`), one event after the other.
///
/// Servers before 15 send one copy for each archive; newer ones send a single copy of typed messages.
package final class BaseBackup {
    /// The first version with one copy for everything.
    private static let singleCopyVersion = 150_000
    /// The first version with a manifest.
    private static let manifestVersion = 130_000

    private static let command = "BASE_BACKUP"

    /// What the backup begins with.
    package let start: BaseBackupStart

    private let connection: ReplicationConnection
    /// What the copies to come are, where each archive has its own: `.none` for the manifest.
    private var expected: [Copied]
    private var isCopying = false

    private enum Copied: Equatable {
        case archive(oid: UInt32?)
        case manifest
    }

    /// Asks for a backup and reads what comes before its first archive.
    package init(
        _ connection: ReplicationConnection,
        _ options: BaseBackupOptions
    ) throws(ReplicationError) {
        self.connection = connection
        if let manifest = options.incrementalFrom {
            try connection.upload(manifest)
        }
        let version = connection.serverVersion
        let checkpoint = Silence(
            CheckpointTime(try connection.setting("checkpoint_timeout"))
                .limit(atLeast: connection.silenceLimit),
            during: Self.command,
            phase: "the checkpoint before BASE_BACKUP"
        )
        try connection.send(options.command(serverVersion: version))
        let position = try Self.position(
            connection.tuples(of: Self.command, waiting: checkpoint)
        )
        let rows = try connection.tuples(of: Self.command)
        start = BaseBackupStart(
            position: position,
            tablespaces: rows.compactMap(Self.tablespace),
            estimatedBytes: rows.reduce(0) { sum, row in
                sum &+ (row.count > 2 ? row[2].flatMap { UInt64($0) } ?? 0 : 0) &* 1024
            }
        )
        expected = []
        if version < Self.singleCopyVersion {
            expected = rows.map { .archive(oid: ($0.first ?? nil).flatMap { UInt32($0) }) }
            if version >= Self.manifestVersion { expected.append(.manifest) }
        }
    }

    /// What comes next; not to be asked after the end.
    package func next() throws(ReplicationError) -> BaseBackupEvent {
        // A copy may begin with messages that tell only of progress.
        while true {
            if !isCopying {
                if let event = try beginCopy() { return event }
                continue
            }
            guard let data = try nextRow() else {
                isCopying = false
                continue
            }
            guard connection.serverVersion >= Self.singleCopyVersion else { return .bytes(data) }
            if let event = try Self.event(of: data) { return event }
        }
    }

    /// Begins the next copy, or ends the backup; nil where the copy's messages say what it is.
    private func beginCopy() throws(ReplicationError) -> BaseBackupEvent? {
        let result = try connection.nextResult(of: Self.command)
        switch result?.status {
        case PGRES_COPY_OUT?:
            isCopying = true
            guard connection.serverVersion < Self.singleCopyVersion else { return nil }
            guard !expected.isEmpty else {
                throw .protocolViolation("more copies than tablespaces")
            }
            switch expected.removeFirst() {
            case .archive(let oid): return .archive(oid: oid)
            case .manifest: return .manifest
            }
        case PGRES_TUPLES_OK?:
            let position = try Self.position(result?.rows ?? [])
            try finish()
            return .end(position)
        default:
            throw .command(Self.command, reason: connection.failure(of: result))
        }
    }

    /// Reads to the command's end: a server tells of damaged pages only there.
    private func finish() throws(ReplicationError) {
        while let result = try connection.nextResult(of: Self.command) {
            guard [PGRES_COMMAND_OK, PGRES_TUPLES_OK].contains(result.status) else {
                throw .command(Self.command, reason: connection.failure(of: result))
            }
        }
    }

    private func nextRow() throws(ReplicationError) -> CopyData? {
        var buffer: UnsafeMutablePointer<CChar>?
        var silence = Silence(connection.silenceLimit, during: Self.command)
        var count: Int32 = 0
        while true {
            count = unsafe connection.library.get_copy_data(connection.connection, &buffer, 1)
            guard count == 0 else { break }
            try silence.wait(on: connection)
        }
        if count == -1 { return nil }
        guard count > 0, let pointer = unsafe buffer else {
            let result = try connection.nextResult(of: Self.command)
            throw .command(Self.command, reason: connection.failure(of: result))
        }
        return unsafe CopyData(connection.library, pointer, count: Int(count))
    }

    /// One message of the single copy; nil for one that tells only of progress.
    private static func event(
        of message: consuming CopyData
    ) throws(ReplicationError) -> BaseBackupEvent? {
        switch message.takeFirst() {
        case UInt8(ascii: "d"): return .bytes(message)
        case UInt8(ascii: "m"): return .manifest
        case UInt8(ascii: "p"): return nil
        case UInt8(ascii: "n"):
            let text = unsafe message.bytes.withUnsafeBytes { unsafe Array($0) }
            let name = String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
            if name == "base.tar" { return .archive(oid: nil) }
            guard name.hasSuffix(".tar"), let oid = UInt32(name.dropLast(4)) else {
                throw .protocolViolation("an archive named \"\(name)\"")
            }
            return .archive(oid: oid)
        default: throw .protocolViolation("a message of an unknown type")
        }
    }

    private static func position(_ rows: [[String?]]) throws(ReplicationError) -> BackupPosition {
        let row = rows.first ?? []
        guard row.count >= 2, let lsn = row[0].flatMap({ LSN($0) }),
            let timeline = row[1].flatMap({ UInt32($0) }).flatMap(TimelineID.init)
        else { throw .protocolViolation("no position") }
        return BackupPosition(lsn: lsn, timeline: timeline)
    }

    private static func tablespace(_ row: [String?]) -> Tablespace? {
        guard row.count >= 2, let oid = row[0].flatMap({ UInt32($0) }), let location = row[1] else {
            return nil
        }
        return Tablespace(oid: oid, location: location)
    }
}
