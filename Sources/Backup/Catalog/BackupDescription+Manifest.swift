internal import Archive

extension BackupDescription {
    /// PostgreSQL's manifest of this backup, as the server sent it.
    func manifestBytes(in objects: any ObjectStore) throws(BackupError) -> [UInt8] {
        guard let manifest else {
            throw .refused("backup \(name) has no manifest HINT: Only servers from 13 on make one.")
        }
        let sink = ByteSink()
        try StoredPart(manifest).read(
            name.object(BackupFile.manifest),
            from: objects
        ) { bytes in
            sink.append(bytes)
            return true
        }
        return sink.bytes
    }
}

/// Bytes that a closure gathers.
final class ByteSink {
    private(set) var bytes: [UInt8] = []

    func append(_ more: RawSpan) {
        unsafe more.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }
}
