internal import Archive
internal import Files
internal import SystemPackage
internal import WAL

/// Where a backup in a directory ends: its manifest tells, which PostgreSQL 12 does not make.
extension DirectoryBackup {
    /// The first version with a manifest.
    private static let manifestVersion = 13

    /// Whether there is a manifest; without one only an old server's backup is taken.
    func hasManifest(_ notes: ArchiveNotes) throws(BackupError) -> Bool {
        let isThere = try BackupError.file { () throws(FileError) in
            try FileStatus.of(path.appending(BackupFile.manifest)) != nil
        }
        return isThere || (notes.majorVersion ?? Self.manifestVersion) >= Self.manifestVersion
    }

    /// The end as the manifest tells it, or else the primary's file `.backup` in the archive.
    func end(
        _ hasManifest: Bool,
        _ label: BackupLabelFile,
        _ size: SegmentSize,
        in place: BackupPlace
    ) throws(BackupError) -> (timeline: TimelineID, lsn: LSN) {
        if hasManifest {
            let summary = try ManifestSummary(of: path.appending(BackupFile.manifest))
            return (summary.timeline, summary.end)
        }
        let archive = try place.objects()
        let history = BackupHistoryFile(of: label, size: size)
        if let stop = try history.stop(in: archive) { return (label.startSegment.timeline, stop) }
        throw .missingWAL(
            "\"\(path)\" has no manifest, since PostgreSQL 12 makes none, and the archive"
                + " \"\(archive.url)\" does not have \(history.name), which tells where the backup"
                + " ends HINT: Wait until archive_command has stored it. A standby makes none: take"
                + " the backup from the primary."
        )
    }
}
