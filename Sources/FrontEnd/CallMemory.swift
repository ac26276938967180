internal import Archive
internal import Spool

/// What one thread's pushes find out about their archive, beside what is remembered of it.
///
/// A group begins once its call has, or found, a recent record: that counts to the group's end, so
/// that its threads do not all ask at once.
final class CallMemory: ArchiveMemory {
    private let memory: SpoolMemory
    /// The archive's random name, as the last push found it.
    private(set) var archiveID: String?

    init(_ memory: SpoolMemory) {
        self.memory = memory
    }

    func record(of archive: String) -> ArchiveRecord? {
        var record = memory.record(of: archive)
        archiveID = record?.archiveID
        record?.isRecent = true
        return record
    }

    func remember(_ record: ArchiveRecord) {
        archiveID = record.archiveID
        memory.remember(record)
    }
}
