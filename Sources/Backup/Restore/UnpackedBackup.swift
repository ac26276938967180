internal import Files
internal import SystemPackage

/// One backup, unpacked into a directory and verified.
struct UnpackedBackup {
    /// Noted when all files are durable and proven: what follows changes some of them.
    private static let verifiedMark = "proven"

    let site: RestoreSite
    private let backup: BackupDescription
    private let request: RestoreRequest

    /// Makes the directory, or finds it empty or holding an interrupted restore of the same.
    init(
        _ backup: BackupDescription,
        in directory: FilePath,
        _ request: RestoreRequest
    ) throws(BackupError) {
        self.backup = backup
        self.request = request
        site = try RestoreSite(
            backup.name,
            in: directory,
            owner: request.owner,
            detail: RestoreSite.detail(request)
        )
    }

    /// Unpacks, makes durable and verifies.
    ///
    /// - Returns: the directory of each tablespace.
    func unpack(
        _ location: (ArchiveDescription) throws(BackupError) -> FilePath
    ) throws(BackupError) -> [UInt32: FileTree] {
        var spaces: [UInt32: FileTree] = [:]
        for archive in backup.archives {
            guard let oid = archive.oid else { continue }
            spaces[oid] = try site.claim(location(archive), oid)
        }
        try site.journal.makeDurable()
        let trees = Array(spaces.values)
        if site.journal.isInDoubt {
            request.noticeDoubt(site.directory)
            try site.beginAnew(trees)
        } else if site.isWhole || site.journal.done.contains(Self.verifiedMark) {
            request.notice(
                "everything in \"\(site.directory)\" was unpacked and verified by an earlier call:"
                    + " only the settings are written again"
            )
            request.progress(backup.storedBytes)
            return spaces
        }
        let checks = try checks(trees)
        try Unpacking(backup, request, journal: site.journal, checks: checks)
            .run { archive in archive.oid.flatMap { spaces[$0] } ?? site.tree }
        try site.sync(trees)
        guard let checks else {
            request.notice("the backup has no manifest to verify it by: the server made none")
            return try noted(spaces)
        }
        try site.verify(checks, in: site.directory, spaces.mapValues(\.path), request)
        return try noted(spaces)
    }

    /// The checks of what is unpacked, by the manifest.
    ///
    /// What an earlier call unpacked is removed where no checksum tells whether it is still there.
    private func checks(_ trees: [FileTree]) throws(BackupError) -> FileChecks? {
        let manifest = try manifest()
        let isBegun = !site.journal.done.allSatisfy {
            $0.hasPrefix(RestoreJournalText.tablespaceMark)
        }
        guard isBegun, manifest?.proof != .checksums else { return manifest.map { FileChecks($0) } }
        request.notice(
            "no checksums tell whether what an earlier call wrote to \"\(site.directory)\" is"
                + " sound: everything is fetched anew"
        )
        try site.beginAnew(trees)
        return try self.manifest().map { FileChecks($0) }
    }

    private func noted(
        _ spaces: [UInt32: FileTree]
    ) throws(BackupError) -> [UInt32: FileTree] {
        try site.journal.note(Self.verifiedMark)
        return spaces
    }

    /// Fetches the manifest, keeps it where pg_verifybackup looks for it, and reads it.
    private func manifest() throws(BackupError) -> BackupManifest? {
        guard backup.manifest != nil else { return nil }
        let bytes = try backup.manifestBytes(in: request.place.objects())
        try BackupError.file { () throws(FileError) in
            let file = try site.tree.open(FilePath(BackupFile.manifest))
            try file.setLength(0)
            try file.write(unsafe bytes.span.bytes, at: 0)
        }
        return try BackupManifest(
            bytes,
            name: "\(request.place.url)/\(backup.name)/\(BackupFile.manifest)"
        )
    }
}

extension RestoreRequest {
    /// Says that everything is fetched anew.
    func noticeDoubt(_ directory: FilePath) {
        notice(
            "what an earlier call wrote to \"\(directory)\" may be lost, since it was not made"
                + " durable: everything is fetched anew"
        )
    }
}
