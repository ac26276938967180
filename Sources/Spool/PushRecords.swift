package import Files
internal import SystemPackage
package import WAL

/// What was archived ahead: PostgreSQL's call for such a file is answered at once.
///
/// A file for each record, so that calls and threads need not wait for each other.
package final class PushRecords: Sendable {
    private static let directoryName = "archived"
    /// Records that one sweep looks at: more than one call ever leaves.
    private static let sweepLimit = 10_000

    private let spool: SpoolDirectory
    private let system: SystemIdentifier
    private let url: String

    /// Names the records of a cluster and an archive.
    package init(_ spool: SpoolDirectory, system: SystemIdentifier, url: String) {
        self.spool = spool
        self.system = system
        self.url = url
    }

    /// Whether a file is known to be in the archive.
    ///
    /// - Parameters:
    ///   - archiveID: the archive's random name, as the last push found it.
    ///   - now: when the record must still be young; nothing is known where nobody can tell.
    package func hasArchived(
        _ name: WALFileName,
        file: FileStatus,
        archiveID: String,
        at now: BootTime? = BootTime.now()
    ) -> Bool {
        guard file.isRegular, let now,
            let directory = spool.subdirectory(Self.directoryName, creating: false),
            let bytes = try? directory.contents(
                of: name.description,
                limit: SpoolRecord.lengthLimit
            )
        else { return false }
        return record(name, file, archiveID).matches(bytes, at: now)
    }

    /// Notes that a file is in the archive; answers whether it is noted.
    package func note(_ name: WALFileName, file: FileStatus, archiveID: String) -> Bool {
        guard spool.mayBeChanged, let now = BootTime.now(),
            let directory = spool.subdirectory(Self.directoryName, creating: true)
        else { return false }
        let bytes = record(name, file, archiveID).bytes(at: now)
        let isNoted: ()? = try? directory.replace(name.description, with: bytes)
        return isNoted != nil
    }

    /// Removes the records of files that nobody is going to ask for.
    package func sweep(keeping names: Set<String>) {
        guard spool.mayBeChanged,
            let directory = spool.subdirectory(Self.directoryName, creating: false)
        else { return }
        var superfluous: [String] = []
        var seen = 0
        try? directory.forEachName { name in
            if !names.contains(name) { superfluous.append(name) }
            seen += 1
            return seen < Self.sweepLimit
        }
        for name in superfluous { try? directory.remove(name) }
    }

    private func record(
        _ name: WALFileName,
        _ file: FileStatus,
        _ archiveID: String
    ) -> SpoolRecord {
        SpoolRecord(
            .archived,
            name: name,
            file: file,
            system: system,
            archive: .init(url: url, id: archiveID)
        )
    }
}
