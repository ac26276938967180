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

    /// One end of the recoverable range.
    struct Point: Encodable {
        let lsn: String
        let segment: String
    }

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
    let oldestRecoverable: Point?
    let newestRecoverable: Point?
    let missingSegment: String?

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
        let range = status.holdings.value?.range
        archivedFiles = status.holdings.value?.files
        oldestRecoverable = range.map {
            Point(lsn: $0.start.description, segment: $0.oldest.description)
        }
        newestRecoverable = range.map {
            Point(lsn: $0.end.description, segment: $0.newest.description)
        }
        missingSegment = range?.missing?.description
    }

    /// RFC 3339, UTC.
    private static func time(_ seconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }
}
