internal import WAL

/// How backups are stored.
package struct BackupForm: Sendable {
    /// Bytes of an archive in each part: as much as a single request takes everywhere.
    package static let standardPartBytes: UInt64 = 64 << 20
    /// Threads that compress and store parts: two or three compress what a server sends, the
    /// others wait for the store.
    private static let writerCount = 4

    /// zstd's level; nil stores plain bytes.
    package let compressionLevel: Int?
    /// Bytes of an archive in each part, a multiple of 512.
    package let partBytes: UInt64

    /// Makes a form.
    package init(
        compressionLevel: Int?,
        partBytes: UInt64 = standardPartBytes
    ) {
        self.compressionLevel = compressionLevel
        self.partBytes = partBytes
    }

    func writers(
        _ place: BackupPlace,
        system: SystemIdentifier,
        progress: @escaping @Sendable (UInt64) -> Void
    ) throws(BackupError) -> PartWriters {
        try PartWriters(
            place,
            PartWriters.Encoding(
                compressionLevel: compressionLevel,
                system: system
            ),
            threads: Self.writerCount,
            progress: progress
        )
    }
}
