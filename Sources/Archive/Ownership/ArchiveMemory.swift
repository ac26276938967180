package import WAL

/// What earlier calls learnt about archives; may be forgotten at any time.
package protocol ArchiveMemory: AnyObject {
    /// What is remembered of an archive; nil where nothing is.
    func record(of archive: String) -> ArchiveRecord?

    /// Remembers an archive as it was found just now, in place of what was remembered of it.
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
    /// Whether that was found out a short time ago: an older record tells what the archive was, and
    /// the archive must be asked whether it still is.
    package var isRecent = true

    /// Makes a record of its parts, found just now.
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
    ///
    /// - Parameter isWholeArchive: whether the archive itself was asked, which makes what was
    ///   remembered recent again; a file that came from it says nothing of the marker.
    func learn(_ record: ArchiveRecord, isWholeArchive: Bool) {
        let known = self.record(of: record.archive)
        guard let known, known.system == record.system else { return remember(record) }
        let isSameArchive = record.archiveID == nil || record.archiveID == known.archiveID
        var all = ArchiveRecord(
            archive: record.archive,
            system: record.system,
            archiveID: record.archiveID ?? known.archiveID,
            createsOnce: record.createsOnce || isSameArchive && known.createsOnce
        )
        all.isRecent = isWholeArchive || known.isRecent
        if all != known { remember(all) }
    }
}

extension StoreError {
    /// An archive that held WAL and holds none now.
    static func emptied(_ store: any Store) -> StoreError {
        let question =
            store.mayBeUnmounted
            ? "Is it mounted?" : "Does the setting archive name the right bucket and prefix?"
        return StoreError(
            .permanent,
            "\"\(store.url)\" is empty, but held this cluster's WAL before",
            hint: "\(question) If it was emptied on purpose, remove the spool."
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
