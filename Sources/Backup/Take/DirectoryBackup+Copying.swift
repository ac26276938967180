internal import Files
internal import SystemPackage

/// The archives on their way into a backup, each compared with the manifest as it passes.
extension DirectoryBackup {
    /// Read at a time.
    private static let pieceLength = 1 << 18

    /// Makes sure that there is an archive for each tablespace, and no other.
    func check(_ tablespaces: [UInt32], _ notes: ArchiveNotes) throws(BackupError) {
        let expected = notes.tablespaces
        try InPlaceTablespaces.refuse(expected)
        for oid in expected.keys.sorted() where !tablespaces.contains(oid) {
            throw .refused(
                "\"\(path)\" has no \(ArchiveDescription.file(oid: oid)), the archive of the"
                    + " tablespace at \"\(expected[oid] ?? "")\""
                    + " HINT: Copy everything that pg_basebackup wrote."
            )
        }
        for oid in tablespaces where expected[oid] == nil {
            throw .refused(
                "\"\(path)/\(ArchiveDescription.file(oid: oid))\" is of a tablespace that"
                    + " base.tar does not know HINT: If it is of another backup, move it away."
            )
        }
    }

    /// Copies everything, and throws where it is not what the manifest says.
    func copyAll(
        _ tablespaces: [UInt32],
        _ notes: ArchiveNotes,
        _ manifest: [UInt8]?,
        to writer: BackupWriter,
        notice: (String) -> Void
    ) throws(BackupError) {
        let name = path.appending(BackupFile.manifest).string
        let comparison = ManifestComparison(
            try manifest.map { bytes throws(BackupError) in try BackupManifest(bytes, name: name) },
            of: path
        )
        for oid in tablespaces {
            try writer.beginArchive(oid: oid, location: notes.tablespaces[oid])
            try copy(oid, comparing: comparison, to: writer)
        }
        try writer.beginArchive(oid: nil, location: nil)
        try copy(nil, comparing: comparison, to: writer)
        try comparison.finish()
        guard let manifest else {
            notice(
                "\"\(path)\" has no manifest, since PostgreSQL 12 makes none: its archives were read"
                    + " to their ends, but nothing tells whether a file in them is damaged or missing"
            )
            return
        }
        try writer.beginManifest()
        try writer.append(unsafe manifest.span.bytes)
        if comparison.uncheckedCount > 0 {
            notice(
                "\(comparison.uncheckedCount) files have checksums of a kind that only"
                    + " pg_verifybackup computes; their sizes are right"
            )
        }
    }

    /// Reads the manifest, whose very bytes are compared with and stored.
    func manifest() throws(BackupError) -> [UInt8] {
        let file = try open(BackupFile.manifest)
        return try BackupError.file { () throws(FileError) in
            try file.contents(limit: BackupManifest.lengthLimit)
        }
    }

    /// Copies one archive.
    private func copy(
        _ oid: UInt32?,
        comparing comparison: ManifestComparison,
        to writer: BackupWriter
    ) throws(BackupError) {
        let name = ArchiveDescription.file(oid: oid)
        let file = try open(name)
        comparison.begin(path.appending(name), oid: oid)
        var buffer = [UInt8](repeating: 0, count: Self.pieceLength)
        var offset: UInt64 = 0
        while true {
            let count = try BackupError.file { () throws(FileError) in
                try file.read(at: offset, into: &buffer)
            }
            if count == 0 { break }
            offset += UInt64(count)
            let bytes = unsafe buffer.span.extracting(first: count).bytes
            try comparison.take(bytes)
            try writer.append(bytes)
        }
        try comparison.endArchive()
    }
}
