internal import Files
internal import SystemPackage

/// One backup, unpacked into a directory and verified.
struct UnpackedBackup {
    /// Noted when all files are durable and proven: what follows changes some of them.
    private static let verifiedMark = "proven"
    private static let directoryMode = FilePermissions(rawValue: 0o700)

    let tree: FileTree
    private let backup: BackupDescription
    private let directory: FilePath
    private let request: RestoreRequest
    private let journal: RestoreJournal
    private let claims = TablespaceClaims()
    private let isWhole: Bool

    /// Makes the directory, or finds it empty or holding an interrupted restore of the same.
    init(
        _ backup: BackupDescription,
        in directory: FilePath,
        _ request: RestoreRequest
    ) throws(BackupError) {
        self.backup = backup
        self.directory = directory
        self.request = request
        tree = try Self.tree(directory, request.owner)
        let mapping = request.tablespaceMapping.sorted { $0.key < $1.key }
            .map { " \($0.key)=\($0.value)" }.joined()
        guard
            let journal = try RestoreJournal(
                in: directory,
                tree: tree,
                subject: backup.name.description + mapping
            )
        else {
            throw .refused(
                "the directory \"\(directory)\" is not empty"
                    + " HINT: Name another one, or move what is in it away."
            )
        }
        self.journal = journal
        isWhole = try Self.isWhole(directory) && !journal.isInDoubt
    }

    /// Whether everything is there, and a server may be: only the journal is left of a restore.
    private static func isWhole(_ directory: FilePath) throws(BackupError) -> Bool {
        func isThere(_ name: String) throws(BackupError) -> Bool {
            try BackupError.file { () throws(FileError) in
                try FileStatus.of(directory.appending(name)) != nil
            }
        }
        if try isThere("postmaster.pid") {
            throw .refused(
                "\"\(directory)\" has a postmaster.pid: a server runs there, or did when the machine"
                    + " crashed HINT: Name another directory; where that server is what the restore"
                    + " made, remove \(RestoreJournal.name) there."
            )
        }
        guard try isThere(PartUnpacker.controlFile) else { return false }
        // A server renames the label once it has begun to recover.
        guard try isThere("backup_label"), try !isThere(PartUnpacker.heldControlFile) else {
            throw .refused(
                "a server was started on \"\(directory)\" since it was restored HINT: Name another"
                    + " directory; where that server is what the restore made, remove"
                    + " \(RestoreJournal.name) there."
            )
        }
        return true
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
            spaces[oid] = try prepare(location(archive), oid)
        }
        try journal.makeDurable()
        if journal.isInDoubt {
            try beginAnew(spaces)
        } else if isWhole || journal.done.contains(Self.verifiedMark) {
            request.notice(
                "everything in \"\(directory)\" was unpacked and verified by an earlier call: only"
                    + " the settings are written again"
            )
            request.progress(backup.storedBytes)
            return spaces
        }
        let checks = try manifest().map { FileChecks($0) }
        try Unpacking(backup, request, journal: journal, checks: checks)
            .run { archive in archive.oid.flatMap { spaces[$0] } ?? tree }
        try sync(spaces)
        do throws(BackupError) {
            try verify(checks, spaces.mapValues(\.path))
        } catch {
            try? journal.noteLoss()
            throw error
        }
        try journal.note(Self.verifiedMark)
        return spaces
    }

    /// Removes what an earlier call wrote: the kernel may have lost some of it, names too, and what
    /// it has in memory does not tell which.
    private func beginAnew(_ spaces: [UInt32: FileTree]) throws(BackupError) {
        request.notice(
            "what an earlier call wrote to \"\(directory)\" may be lost, since it was not made"
                + " durable: everything is fetched anew"
        )
        for path in spaces.values.map(\.path) + [directory] {
            try RemovedTree(path).empty(but: RestoreJournal.name)
        }
        try journal.beginAnew()
    }

    /// Makes everything durable, the tablespaces too.
    func sync(_ spaces: [UInt32: FileTree]) throws(BackupError) {
        try journal.sync(Array(spaces.values) + [tree])
    }

    /// Gives the control file its name: from now on a server can start here.
    func releaseControlFile() throws(BackupError) {
        try BackupError.file { () throws(FileError) in
            let held = directory.appending(PartUnpacker.heldControlFile)
            if try FileStatus.of(held) != nil {
                try tree.rename(PartUnpacker.heldControlFile, to: PartUnpacker.controlFile)
            }
            try Directory(opening: directory.appending("global")).sync()
        }
        try claims.end()
        try journal.end()
    }

    /// Fetches the manifest, keeps it where pg_verifybackup looks for it, and reads it.
    private func manifest() throws(BackupError) -> BackupManifest? {
        guard backup.manifest != nil else { return nil }
        let bytes = try backup.manifestBytes(in: request.place.objects())
        try BackupError.file { () throws(FileError) in
            let file = try tree.open(BackupFile.manifest)
            try file.setLength(0)
            try file.write(unsafe bytes.span.bytes, at: 0)
        }
        return try BackupManifest(
            bytes,
            name: "\(request.place.url)/\(backup.name)/\(BackupFile.manifest)"
        )
    }

    private func verify(
        _ checks: FileChecks?,
        _ locations: [UInt32: FilePath]
    ) throws(BackupError) {
        guard let checks else {
            request.notice("the backup has no manifest to verify it by: the server made none")
            return
        }
        let unchecked = try ManifestVerification(
            checks: checks,
            directory: directory,
            tablespaces: locations
        ).run()
        if unchecked > 0 {
            request.notice(
                "\(unchecked) files have checksums of a kind that only pg_verifybackup computes;"
                    + " their sizes are right"
            )
        }
    }

    /// A tablespace's directory must be empty, unless this restore filled it; nobody else fills it
    /// meanwhile.
    private func prepare(_ path: FilePath, _ oid: UInt32) throws(BackupError) -> FileTree {
        let tree = try Self.tree(path, request.owner)
        let mark = "\(RestoreJournal.tablespaceMark)\(oid)"
        let isBegun = journal.done.contains(mark)
        let progress: TablespaceClaim.Progress = isWhole ? .whole : isBegun ? .begun : .notBegun
        claims.add(
            try TablespaceClaim(path, tree: tree, owner: directory, progress: progress)
        )
        if progress == .notBegun { try journal.note(mark) }
        return tree
    }

    /// Opens a directory, and makes it where it is not there.
    static func tree(_ path: FilePath, _ owner: FileOwner?) throws(BackupError) -> FileTree {
        try BackupError.file { () throws(FileError) in
            try FileTree(makingAt: path, mode: directoryMode, owner: owner)
        }
    }
}
