internal import Archive
internal import Config
internal import Files
internal import Lifecycle
internal import Spool
internal import Stores
internal import SystemPackage
internal import WAL

/// What earlier calls of wal-push stored before PostgreSQL asked for it.
struct ArchivedAhead {
    private let records: PushRecords
    private let memory: SpoolMemory
    private let url: String
    private let now = BootTime.now()

    /// Asks a spool; nil where there is none.
    init?(_ spool: SpoolDirectory?, of place: Place, settings: Settings) {
        guard let spool, let system = place.system, let url = place.archive(settings) else {
            return nil
        }
        self.url = url
        records = PushRecords(spool, system: system, url: url)
        memory = SpoolMemory(spool) { [now] in now }
    }

    /// Whether this very file is in the archive, which was looked at a short time ago: once in ten
    /// minutes a call looks again whether it is still the one.
    func has(_ name: WALFileName, at path: FilePath) -> Bool {
        guard let archive = memory.record(of: url), archive.isRecent,
            let archiveID = archive.archiveID,
            let file = (try? FileStatus.of(path)) ?? nil
        else { return false }
        return records.hasArchived(name, file: file, archiveID: archiveID, at: now)
    }
}

extension Place {
    /// What records of the archive are bound to; nil where the settings lead to no archive.
    func archive(_ settings: Settings) -> String? {
        settings.canonicalArchive(
            CallSurroundings(self, progress: Progress(), budget: .zero) { _ in }
        )
    }

    /// The records of this place's cluster; nil where there are none to be had.
    func spool(_ settings: Settings, for user: SpoolDirectory.User) -> SpoolDirectory? {
        SpoolDirectory(
            setting: settings.spool,
            dataDirectory: dataDirectory,
            system: system,
            user: user
        )
    }
}
