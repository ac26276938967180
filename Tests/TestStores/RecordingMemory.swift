import Archive

/// A memory of archives, as a spool is one, that can be looked into.
package final class RecordingMemory: ArchiveMemory {
    /// What was remembered of each archive.
    package private(set) var records: [String: ArchiveRecord] = [:]
    /// How often something was remembered.
    package private(set) var writes = 0

    package init() {}

    package func record(of archive: String) -> ArchiveRecord? { records[archive] }

    /// The record that a push leaves of a marker.
    package static func ofPush(_ marker: ClusterMarker, _ archive: String) -> ArchiveRecord {
        ArchiveRecord(
            archive: archive,
            system: marker.system,
            archiveID: marker.archiveID,
            createsOnce: true
        )
    }

    /// Lets ten minutes pass.
    package func age() {
        for archive in records.keys { records[archive]?.isRecent = false }
    }

    package func remember(_ record: ArchiveRecord) {
        records[record.archive] = record
        writes += 1
    }
}
