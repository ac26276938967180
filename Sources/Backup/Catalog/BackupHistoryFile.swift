internal import Archive
internal import WAL

/// The file `.backup` that a primary archives with each backup (`pg_stop_backup`): where it ended.
struct BackupHistoryFile {
    /// Its name in the archive.
    let name: WALFileName

    /// Names that of a backup.
    init(of label: BackupLabelFile, size: SegmentSize) {
        name = .backupLabel(
            label.startSegment,
            offset: UInt32(truncatingIfNeeded: label.startLSN.rawValue % size.bytes)
        )
    }

    /// Where the backup ended; nil where the archive has no such file.
    func stop(in archive: any ObjectStore) throws(BackupError) -> LSN? {
        let object = ObjectName(ObjectKey(name))
        let limit = BackupLabel.lengthLimit
        guard let bytes = try archive.plainContents(of: object, limit: limit) else { return nil }
        // STOP WAL LOCATION: 0/2000100 (file 000000010000000000000002)
        let beginning = "STOP WAL LOCATION: "
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            .first { $0.hasPrefix(beginning) }
        let position = line?.dropFirst(beginning.count).prefix { $0 != " " }
        guard let stop = position.flatMap({ LSN($0) }) else {
            throw .damaged("\(archive.url)/\(object)", reason: "it has no STOP WAL LOCATION")
        }
        return stop
    }
}
