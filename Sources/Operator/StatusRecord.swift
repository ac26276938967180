internal import FoundationEssentials
internal import Monitoring
internal import WAL

/// A status in JSON; what is not known is left out.
struct StatusRecord: Encodable {
    /// A file and when something happened to it.
    struct Event: Encodable {
        let name: String
        let time: String

        init(_ event: ArchiverStatistics.Event) {
            name = event.name
            time = StatusRecord.time(event.time)
        }
    }

    /// WAL without a gap.
    struct Stretch: Encodable {
        let startLsn: String
        let firstSegment: String
        let endLsn: String
        let lastSegment: String
        /// The segment before the first.
        let missingSegment: String?

        init(_ wal: UnbrokenWAL) {
            startLsn = wal.start.description
            firstSegment = wal.oldest.description
            endLsn = wal.end.description
            lastSegment = wal.newest.description
            missingSegment = wal.missing?.description
        }
    }

    /// How many base backups there are.
    struct Backups: Encodable {
        let url: String
        let count: Int
        let unrecoverable: Int
        let newestTime: String?

        init(_ backups: BaseBackups) {
            url = backups.url
            count = backups.count
            unrecoverable = backups.unrecoverable
            newestTime = backups.newestTime.map(StatusRecord.time)
        }
    }

    /// One end of what can be recovered.
    struct Point: Encodable {
        let lsn: String
        var time: String?
        var backup: String?
        var missingSegment: String?
    }

    let type = "status"
    let archive: String
    let time: String
    let status: String
    let reasons: [String]
    let archiveMode: String?
    let inRecovery: Bool?
    let archivedCount: UInt64?
    let failedCount: UInt64?
    let lastArchived: Event?
    let lastFailed: Event?
    let waitingFiles: Int?
    let oldestWaitingSeconds: Int64?
    let archivedFiles: Int?
    let unbrokenWal: Stretch?
    let backups: Backups?
    let oldestRecoverable: Point?
    let newestRecoverable: Point?

    init(_ status: ArchivingStatus, _ verdict: StatusVerdict) {
        archive = status.archive
        time = Self.time(status.time)
        self.status = verdict.level.word.lowercased()
        reasons = verdict.reasons
        let server = status.server.value
        archiveMode = server?.archiveMode
        inRecovery = server?.isInRecovery
        archivedCount = server?.archivedCount
        failedCount = server?.failedCount
        lastArchived = server?.lastArchived.map { Event($0) }
        lastFailed = server?.lastFailed.map { Event($0) }
        waitingFiles = status.waiting.value?.count
        oldestWaitingSeconds = status.waitingSeconds
        archivedFiles = status.holdings.value?.files
        unbrokenWal = status.holdings.value?.wal.map { Stretch($0) }
        backups = status.backups.value.map { Backups($0) }
        let span = status.backups.value?.span
        oldestRecoverable = span.map {
            Point(
                lsn: $0.start.description,
                time: Self.time($0.startTime),
                backup: $0.oldest
            )
        }
        newestRecoverable = span.map {
            Point(lsn: $0.end.description, missingSegment: $0.gap?.description)
        }
    }

    /// RFC 3339, UTC.
    static func time(_ seconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }
}
