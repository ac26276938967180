internal import Files

/// What a journal says of the disk.
extension RestoreJournal {
    /// Everything is being made durable.
    ///
    /// Whether that failed is told once: a call that ended here may have heard it and not have come
    /// to say so.
    private static let syncing = "syncing"
    private static let synced = "synced"
    /// A file is not what was written.
    private static let lost = "lost"

    /// Whether what was written may be lost, by what the lines say last.
    static func doubt(_ lines: [String]) -> Bool {
        switch lines.last(where: { [syncing, synced, lost].contains($0) }) {
        case syncing?, lost?: true
        default: false
        }
    }

    /// Makes directories durable that were opened before anything was written.
    ///
    /// Once this fails nothing in them counts any more.
    func sync(_ trees: [FileTree]) throws(BackupError) {
        try note(Self.syncing)
        try makeDurable()
        try BackupError.file { () throws(FileError) in
            for tree in trees { try tree.sync() }
        }
        try note(Self.synced)
    }

    /// Notes that a file is not what was written.
    func noteLoss() throws(BackupError) {
        try note(Self.lost)
        try makeDurable()
    }
}
