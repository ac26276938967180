package import WAL

/// How archiving stands: what the server says, what waits, and what the archive holds.
package struct ArchivingStatus: Equatable, Sendable {
    /// What could be found out of one part.
    package enum Part<Value: Equatable & Sendable>: Equatable, Sendable {
        case known(Value)
        /// Nobody was asked.
        case notAsked
        /// The question failed, for this reason.
        case failed(String)

        /// Nil where it is not known.
        package var value: Value? {
            if case .known(let value) = self { value } else { nil }
        }

        var failure: String? {
            if case .failed(let reason) = self { reason } else { nil }
        }
    }

    /// What an archive holds.
    package struct Holdings: Equatable, Sendable {
        /// WAL files of any kind.
        package var files: Int
        /// Whose they are; nil where nothing tells it.
        package var owner: SystemIdentifier?
        /// Nil where there is no segment.
        package var wal: UnbrokenWAL?
        /// The file that the server archived last, where the archive does not have it.
        package var lost: String?

        /// Makes them of their parts.
        package init(
            files: Int,
            owner: SystemIdentifier? = nil,
            wal: UnbrokenWAL? = nil,
            lost: String? = nil
        ) {
            self.files = files
            self.owner = owner
            self.wal = wal
            self.lost = lost
        }
    }

    /// The archive's URL.
    package var archive: String
    /// Seconds since 1970.
    package var time: Int64
    /// The cluster that archives: the server's, or the data directory's; nil where it is not known.
    package var system: SystemIdentifier?
    /// What the server says.
    package var server: Part<ArchiverStatistics>
    /// What waits in pg_wal.
    package var waiting: Part<WaitingFiles>
    /// What the archive holds.
    package var holdings: Part<Holdings>
    /// What it makes of the base backups.
    package var backups: Part<BaseBackups>

    /// Makes a status of its parts.
    package init(
        archive: String,
        time: Int64,
        system: SystemIdentifier? = nil,
        server: Part<ArchiverStatistics>,
        waiting: Part<WaitingFiles>,
        holdings: Part<Holdings>,
        backups: Part<BaseBackups> = .notAsked
    ) {
        self.archive = archive
        self.time = time
        self.system = system
        self.server = server
        self.waiting = waiting
        self.holdings = holdings
        self.backups = backups
    }

    /// Seconds for which the oldest file has waited; clocks may differ a little.
    package var waitingSeconds: Int64? {
        waiting.value.map { files in
            files.count == 0 ? 0 : files.oldestTime.map { max(time - $0, 0) } ?? 0
        }
    }

    /// Seconds since the last success.
    package var lastArchivedSeconds: Int64? {
        server.value?.lastArchived.map { max(time - $0.time, 0) }
    }
}
