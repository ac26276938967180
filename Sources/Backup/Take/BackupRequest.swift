internal import WAL

/// What is asked of a backup, wherever it comes from.
package struct BackupRequest: Sendable {
    /// Its name.
    package let name: BackupName
    /// Where it goes.
    package let place: BackupPlace
    /// How it is stored.
    package let form: BackupForm
    /// Where its WAL must be.
    package let wal: WALWait
    /// What is saved with it from elsewhere than the data directory; nil for nothing.
    package let configuration: SavedConfiguration?
    /// Called with bytes that have been stored; from any thread.
    package let progress: @Sendable (UInt64) -> Void
    /// Called with what an operator should know.
    package let notice: @Sendable (String) -> Void

    /// Makes a request.
    package init(
        name: BackupName,
        place: BackupPlace,
        form: BackupForm,
        wal: WALWait,
        configuration: SavedConfiguration?,
        progress: @escaping @Sendable (UInt64) -> Void,
        notice: @escaping @Sendable (String) -> Void
    ) {
        self.name = name
        self.place = place
        self.form = form
        self.wal = wal
        self.configuration = configuration
        self.progress = progress
        self.notice = notice
    }
}

/// What a backup's source tells of it beside its bytes.
struct BackupFacts: Sendable {
    var parent: BackupName?
    var serverVersion: String
    /// Nil for the one on which the backup began.
    var stopTimeline: TimelineID?
    var stopLSN: LSN
    var startTime: UTCTime
    var stopTime: UTCTime
    var segmentSize: SegmentSize
    var isGroupReadable: Bool
}

extension BackupFacts {
    /// Facts of a backup whose end is known before its bytes are read.
    init(
        parent: BackupName?,
        serverVersion: String,
        end: (timeline: TimelineID, lsn: LSN),
        startTime: UTCTime,
        stopTime: UTCTime,
        segmentSize: SegmentSize,
        isGroupReadable: Bool
    ) {
        self.init(
            parent: parent,
            serverVersion: serverVersion,
            stopTimeline: end.timeline,
            stopLSN: end.lsn,
            startTime: startTime,
            stopTime: stopTime,
            segmentSize: segmentSize,
            isGroupReadable: isGroupReadable
        )
    }
}

extension BackupRequest {
    /// Begins to store a backup.
    func writer(_ begun: BegunBackup) throws(BackupError) -> BackupWriter {
        // Before gigabytes are sent, not after.
        try wal.prove(begun.system, by: nil)
        let writer = try BackupWriter(begun, in: place, form, progress: progress)
        if let configuration { try writer.store(configuration) }
        return writer
    }

    /// Ends a backup whose bytes have all come: stored, its WAL there, described.
    func finish(
        _ writer: BackupWriter,
        _ facts: BackupFacts
    ) throws(BackupError) -> BackupDescription {
        let begun = writer.begun
        let objects = try writer.finishObjects()
        let label = writer.notes.label
        let stopTimeline = facts.stopTimeline ?? begun.timeline
        let description = BackupDescription(
            name: begun.name,
            kind: facts.parent == nil ? .full : .incremental,
            parent: facts.parent,
            system: begun.system,
            serverVersion: facts.serverVersion,
            timeline: begun.timeline,
            stopTimeline: stopTimeline == begun.timeline ? nil : stopTimeline,
            startLSN: begun.startLSN,
            stopLSN: facts.stopLSN,
            startTime: facts.startTime,
            stopTime: facts.stopTime,
            segmentBytes: facts.segmentSize.bytes,
            fromStandby: label?.fromStandby ?? false,
            label: label?.label ?? "",
            isGroupReadable: facts.isGroupReadable,
            archives: objects.archives,
            manifest: objects.manifest,
            configuration: objects.configuration
        )
        let segments = try wal.wait(
            for: begun.startLSN..<max(facts.stopLSN, begun.startLSN),
            of: begun.timeline,
            to: stopTimeline,
            size: facts.segmentSize,
            notice: notice
        )
        try wal.prove(begun.system, by: segments.first)
        // Whoever looked what is needed before the description was there may have removed some.
        try writer.finish(description) { () throws(BackupError) in try wal.confirm(segments) }
        return description
    }
}
