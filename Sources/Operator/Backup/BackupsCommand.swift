internal import Archive
internal import ArgumentParser
internal import Backup
internal import FrontEnd
internal import WAL

/// `wal-archive backups`: what base backups there are, and how far each can be recovered.
struct BackupsCommand: Subcommand {
    static let configuration = CommandConfiguration(
        commandName: "backups",
        abstract: "Lists base backups, whether their WAL is complete, and how far one can recover."
    )

    @OptionGroup(title: "Settings") var settings: SettingsOptions
    @OptionGroup var output: OutputOptions

    func run(_ call: Call) throws(CommandError) -> Ending {
        let session = try BackupSession(settings, call)
        let catalog = try session.catalog()
        let inventory = try session.inventory()
        let life = TimelineLife(catalog, inventory)
        let living = life.living(of: life.timelines).first
        var isComplete = catalog.unreadable.isEmpty
        var hasRecoverable = false
        for backup in catalog.backups {
            let reach = Self.reach(of: backup, inventory, living)
            let hasWAL = reach.map { $0.end >= backup.neededWAL.upperBound } ?? false
            let defect = catalog.defect(of: backup)
            let isRecoverable = hasWAL && defect == nil
            hasRecoverable = hasRecoverable || isRecoverable
            // What a rule of the bucket took from before the oldest that is left is no error.
            if hasRecoverable || defect != nil {
                isComplete = isComplete && isRecoverable && reach?.gap == nil
            }
            if output.json {
                var line = BackupLine(backup)
                line.walIsComplete = hasWAL
                line.defect = defect
                line.recoverableTo = isRecoverable ? reach?.end.description : nil
                line.gap = reach?.gap?.description
                call.console.write(JSONLine.text(line))
            } else {
                call.console.write(text(backup, hasWAL, reach, defect))
            }
        }
        showOthers(catalog, call)
        if catalog.backups.isEmpty { session.notice(Self.none(in: session.backups.url)) }
        if !output.json {
            for line in ArchivePicture(catalog, inventory).lines { call.console.write(line) }
        }
        for concern in ArchiveConcerns(catalog, inventory).sentences { session.notice(concern) }
        let isBare = !catalog.backups.isEmpty && !hasRecoverable
        return isComplete && !isBare ? .success : .gap
    }

    private static func none(in url: String) -> String {
        "there is no base backup in \"\(url)\" HINT: Take one: wal-archive backup --dbname CONNINFO."
    }

    /// Folders that hold no backup, or none that can be read.
    private func showOthers(_ catalog: BackupCatalog, _ call: Call) {
        for (name, reason) in catalog.unreadable.sorted(by: { $0.key < $1.key }) {
            show(name, reason, call)
        }
        for folder in catalog.incomplete { show(folder, call) }
    }

    /// How far the archive brings a backup, on the timeline on which the server lives, or else on
    /// the newest to which it leads.
    static func reach(
        of backup: BackupDescription,
        _ inventory: WALInventory,
        _ living: TimelineID?
    ) -> SegmentRuns.Reach? {
        guard let size = backup.segmentSize else { return nil }
        let timelines = Set(inventory.histories.keys).union([backup.endTimeline]).sorted(by: >)
        for timeline in [living].compactMap({ $0 }) + timelines {
            let path = TimelinePath(leadingTo: timeline, histories: inventory.histories)
            guard path.contains(backup) else { continue }
            return SegmentRuns(inventory, size: size).reach(from: backup.startLSN, on: path)
        }
        return nil
    }

    private func text(
        _ backup: BackupDescription,
        _ hasWAL: Bool,
        _ reach: SegmentRuns.Reach?,
        _ defect: String?
    ) -> String {
        let kind = backup.parent.map { "incremental on \($0)" } ?? "full"
        let wal =
            switch (hasWAL, reach?.gap) {
            case _ where defect != nil: "CANNOT BE RESTORED: \(defect ?? "")"
            case (false, let gap?): "CANNOT BE RECOVERED: \(gap) is missing"
            case (false, nil): "CANNOT BE RECOVERED: its WAL is not in the archive"
            case (true, let gap?):
                "recoverable to \(reach?.end.description ?? ""), then \(gap) is missing"
            case (true, nil): "recoverable to \(reach?.end.description ?? "")"
            }
        return "\(backup.name)  \(kind), \(ByteCount.text(backup.plainBytes)) in"
            + " \(ByteCount.text(backup.storedBytes)), ended \(backup.stopTime),"
            + " \(backup.timelineText), \(backup.startLSN) to \(backup.stopLSN); \(wal)"
    }

    private func show(_ name: BackupName, _ reason: String, _ call: Call) {
        if output.json {
            let line = UnreadableLine(name: name.description, kind: "unreadable", defect: reason)
            call.console.write(JSONLine.text(line))
        } else {
            call.console.write("\(name)  CANNOT BE READ: \(reason)")
        }
    }

    private func show(_ folder: BackupCatalog.Incomplete, _ call: Call) {
        let bytes = folder.objects.reduce(UInt64(0)) { $0 &+ $1.storedBytes }
        if output.json {
            let line = IncompleteLine(
                name: folder.name.description,
                kind: "incomplete",
                startTime: folder.begun?.startTime.description,
                storedBytes: bytes
            )
            call.console.write(JSONLine.text(line))
            return
        }
        call.console.write(
            "\(folder.name)  no backup (yet): \(ByteCount.text(bytes)) stored, under way or given up"
        )
    }
}

/// A folder that holds no backup, as `--json` tells it.
private struct IncompleteLine: Encodable {
    let name: String
    let kind: String
    let startTime: String?
    let storedBytes: UInt64
}

/// A folder whose description cannot be read, as `--json` tells it.
private struct UnreadableLine: Encodable {
    let name: String
    let kind: String
    let defect: String
}
