internal import Files
package import SystemPackage
package import WAL

/// A base backup that `pg_basebackup -Ft` left in a directory.
package struct DirectoryBackup: Sendable {
    /// What pg_basebackup may have compressed.
    private static let compressedSuffixes = [".gz", ".lz4", ".zst"]

    /// The directory.
    package let path: FilePath

    /// Names the directory.
    package init(path: FilePath) {
        self.path = path
    }

    /// Takes it.
    ///
    /// - Parameters:
    ///   - segmentSize: of the cluster's WAL.
    ///   - announce: called with how many bytes there are.
    package func take(
        _ request: BackupRequest,
        segmentSize: SegmentSize,
        announce: (UInt64) -> Void
    ) throws(BackupError) -> BackupDescription {
        let (tablespaces, bytes) = try archives()
        let notes = try notes()
        guard let label = notes.label, let system = notes.system else {
            throw .refused("\"\(path)/base.tar\" holds no backup_label or no control file")
        }
        try check(tablespaces, notes)
        let parent = try label.incrementalFrom.map { (start) throws(BackupError) in
            try self.parent(beginning: start, system, in: request.place)
        }
        let hasManifest = try hasManifest(notes)
        let end = try end(hasManifest, label, segmentSize, in: request.wal.archive)
        let facts = BackupFacts(
            parent: parent,
            serverVersion: notes.majorVersion.map(String.init) ?? "",
            end: end,
            startTime: try modified("base.tar"),
            stopTime: try modified(hasManifest ? BackupFile.manifest : "base.tar"),
            segmentSize: segmentSize,
            isGroupReadable: false
        )
        let begun = BegunBackup(
            name: request.name,
            system: system,
            timeline: label.startSegment.timeline,
            startLSN: label.startLSN,
            // Of this call: what somebody stores now is not given up, however old it is.
            startTime: .now,
            parent: parent
        )
        let writer = try request.writer(begun)
        announce(bytes)
        let manifest = try hasManifest ? manifest() : nil
        try copyAll(tablespaces, notes, manifest, to: writer, notice: request.notice)
        return try request.finish(writer, facts)
    }

    /// The backup on which an incremental one builds: its label tells where that begins.
    private func parent(
        beginning start: LSN,
        _ system: SystemIdentifier,
        in place: BackupPlace
    ) throws(BackupError) -> BackupName {
        let catalog = try BackupCatalog(of: place.objects())
        let parent = catalog.backups.last { $0.startLSN == start && $0.system == system }
        guard let parent else {
            throw .absent(
                "\"\(path)\" holds an incremental backup on one that begins at \(start), which is"
                    + " not here HINT: Take that one in first."
            )
        }
        return parent.name
    }

    /// The segment in which the backup's WAL begins.
    package func startSegment() throws(BackupError) -> SegmentName {
        _ = try archives()
        guard let label = try notes().label else {
            throw .refused("\"\(path)/base.tar\" holds no backup_label")
        }
        return label.startSegment
    }

    /// The tablespaces' archives, and the bytes of everything.
    private func archives() throws(BackupError) -> (tablespaces: [UInt32], bytes: UInt64) {
        var names: [String] = []
        var bytes: UInt64 = 0
        try BackupError.file { () throws(FileError) in
            let directory = try Directory(opening: path)
            try directory.forEachName { name in
                names.append(name)
                return true
            }
            for name in names where name.hasSuffix(".tar") && name != "pg_wal.tar" {
                bytes &+= try directory.status(of: name)?.length ?? 0
            }
        }
        guard names.contains("base.tar") else {
            let isCompressed = names.contains { name in
                Self.compressedSuffixes.contains { name == "base.tar" + $0 }
            }
            throw .refused(
                "\"\(path)\" has no base.tar HINT: "
                    + (isCompressed
                        ? "Decompress what is in it first." : "Name what pg_basebackup -Ft wrote.")
            )
        }
        let tablespaces = names.compactMap { name in
            name.hasSuffix(".tar") ? UInt32(name.dropLast(".tar".count)) : nil
        }
        return (tablespaces.sorted(), bytes)
    }

    func open(_ name: String) throws(BackupError) -> ReadableFile {
        do throws(ReadableFile.Refusal) {
            return try ReadableFile(opening: path.appending(name))
        } catch {
            switch error {
            case .absent: throw .absent("\"\(path.appending(name))\" does not exist")
            case .notRegular: throw .refused("\"\(path.appending(name))\" is no regular file")
            case .failed(let failure): throw .file(failure)
            }
        }
    }

    private func modified(_ name: String) throws(BackupError) -> UTCTime {
        let file = try open(name)
        let status = try BackupError.file { () throws(FileError) in try file.status() }
        return UTCTime(seconds: status.modified)
    }
}
