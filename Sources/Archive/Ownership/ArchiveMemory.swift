package import WAL

/// What earlier calls learnt about archives; may be forgotten at any time.
package protocol ArchiveMemory: AnyObject {
    /// What is remembered of an archive; nil where nothing is.
    func record(of archive: String) -> ArchiveRecord?

    /// Remembers an archive, in place of what was remembered of it.
    func remember(_ record: ArchiveRecord)
}

/// An archive that was found to be the cluster's.
package struct ArchiveRecord: Equatable, Sendable {
    /// The archive, by `Store.canonicalURL`.
    package let archive: String
    /// Whose it is.
    package let system: SystemIdentifier
    /// The archive's own random name, from its marker; nil where none was seen.
    package let archiveID: String?
    /// Whether a push found that the store replaces nothing.
    package let createsOnce: Bool

    /// Makes a record of its parts.
    package init(
        archive: String,
        system: SystemIdentifier,
        archiveID: String?,
        createsOnce: Bool
    ) {
        self.archive = archive
        self.system = system
        self.archiveID = archiveID
        self.createsOnce = createsOnce
    }

    /// Whether it says that the archive is a cluster's; for a call by hand, anybody's.
    func isOf(_ system: SystemIdentifier?) -> Bool { system.map { $0 == self.system } ?? true }
}

extension ArchiveMemory {
    /// Remembers a record unless that, or more, is remembered.
    func learn(_ record: ArchiveRecord) {
        let known = self.record(of: record.archive)
        guard let known, known.system == record.system else { return remember(record) }
        let isSameArchive = record.archiveID == nil || record.archiveID == known.archiveID
        let all = ArchiveRecord(
            archive: record.archive,
            system: record.system,
            archiveID: record.archiveID ?? known.archiveID,
            createsOnce: record.createsOnce || isSameArchive && known.createsOnce
        )
        if all != known { remember(all) }
    }
}

extension StoreError {
    /// An archive that held WAL and holds none now.
    static func emptied(_ url: String) -> StoreError {
        StoreError(
            .permanent,
            "\"\(url)\" is empty, but held this cluster's WAL before",
            hint: "Is it mounted? If it was emptied on purpose, remove the spool."
        )
    }
}

/// A call without a spool remembers nothing.
package final class NoMemory: ArchiveMemory {
    /// Makes one; all are alike.
    package init() {}

    /// Nothing is known.
    package func record(of archive: String) -> ArchiveRecord? { nil }

    /// Does nothing.
    package func remember(_ record: ArchiveRecord) {}
}
