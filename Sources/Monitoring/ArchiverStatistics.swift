/// What a server knows of its archiver: a row of pg_stat_archiver, and archive_mode.
package struct ArchiverStatistics: Equatable, Sendable {
    /// A file and when something happened to it, in seconds since 1970.
    package struct Event: Equatable, Sendable {
        /// The file's name.
        package let name: String
        /// Seconds since 1970.
        package let time: Int64

        /// Makes an event of both.
        package init(name: String, time: Int64) {
            self.name = name
            self.time = time
        }
    }

    /// `off`, `on` or `always`.
    package var archiveMode: String
    /// Whether the server is a standby or recovers: it archives nothing then, but with `always`.
    package var isInRecovery: Bool
    /// Files archived since the statistics were reset.
    package var archivedCount: UInt64
    /// Failed tries since then.
    package var failedCount: UInt64
    /// The last success.
    package var lastArchived: Event?
    /// The last failure.
    package var lastFailed: Event?

    /// Makes statistics of their parts.
    package init(
        archiveMode: String = "on",
        isInRecovery: Bool = false,
        archivedCount: UInt64 = 0,
        failedCount: UInt64 = 0,
        lastArchived: Event? = nil,
        lastFailed: Event? = nil
    ) {
        self.archiveMode = archiveMode
        self.isInRecovery = isInRecovery
        self.archivedCount = archivedCount
        self.failedCount = failedCount
        self.lastArchived = lastArchived
        self.lastFailed = lastFailed
    }

    /// Whether this server archives at all, as it is now.
    var archives: Bool {
        archiveMode == "always" || archiveMode == "on" && !isInRecovery
    }

    /// Whether the last try failed.
    var isFailing: Bool {
        guard let lastFailed else { return false }
        guard let lastArchived else { return true }
        // In one second both may happen: to one file first the failure, else first the success.
        return lastFailed.time > lastArchived.time
            || lastFailed.time == lastArchived.time && lastFailed.name != lastArchived.name
    }
}

/// Files that the server has finished and that are not archived: `.ready` in archive_status.
package struct WaitingFiles: Equatable, Sendable {
    /// How many.
    package var count: Int
    /// When the oldest one was finished, in seconds since 1970; nil where none waits.
    package var oldestTime: Int64?

    /// Makes them of both.
    package init(count: Int, oldestTime: Int64?) {
        self.count = count
        self.oldestTime = oldestTime
    }
}
