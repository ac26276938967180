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
        let runs = ArchivedRuns(for: catalog.backups, inventory)
        var isComplete = catalog.unreadable.isEmpty
        var hasRecoverable = false
        for backup in catalog.backups {
            let prospect = BackupProspect(backup, catalog, inventory, runs, living)
            hasRecoverable = hasRecoverable || prospect.isRecoverable
            // What a rule of the bucket took from before the oldest that is left is no error.
            if hasRecoverable || prospect.defect != nil {
                isComplete = isComplete && prospect.isRecoverable && prospect.gap == nil
            }
            call.console.write(output.json ? prospect.json : prospect.text)
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
