internal import Files
internal import SystemPackage

/// The directories that one restore fills: the data directory and those of tablespaces, kept from
/// everybody else.
struct RestoreSite {
    private static let directoryMode = FilePermissions(rawValue: 0o700)

    let directory: FilePath
    let tree: FileTree
    let journal: RestoreJournal
    /// Whether everything is there, and a server may be: only the journal is left of a restore.
    let isWhole: Bool
    private let owner: FileOwner?
    private let claims = TablespaceClaims()

    /// Makes the directory, or finds it empty or holding an interrupted restore of the same.
    ///
    /// - Parameter detail: what, beside the backup, makes a restore the same.
    init(
        _ backup: BackupName,
        in directory: FilePath,
        owner: FileOwner?,
        detail: String
    ) throws(BackupError) {
        self.directory = directory
        self.owner = owner
        tree = try Self.tree(directory, owner)
        let subject = backup.description + detail
        guard let journal = try RestoreJournal(in: directory, tree: tree, subject: subject) else {
            throw .refused(
                "the directory \"\(directory)\" is not empty HINT: "
                    + InterruptedRestore.hint(in: directory, wanting: backup)
            )
        }
        self.journal = journal
        isWhole = try Self.isWhole(directory) && !journal.isInDoubt
        try Self.giveAway(tree)
    }

    /// The text that stands for a mapping in a journal.
    static func detail(_ request: RestoreRequest) -> String {
        request.tablespaceMapping.sorted { $0.key < $1.key }
            .map { " \($0.key)=\($0.value)" }.joined()
    }

    private static func isWhole(_ directory: FilePath) throws(BackupError) -> Bool {
        func isThere(_ name: FilePath) throws(BackupError) -> Bool {
            try BackupError.file { () throws(FileError) in
                try FileStatus.of(directory.pushing(name)) != nil
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

    /// Claims a tablespace's directory.
    ///
    /// It must be empty, unless this restore filled it; nobody else fills it meanwhile.
    func claim(_ path: FilePath, _ oid: UInt32) throws(BackupError) -> FileTree {
        let tree = try Self.tree(path, owner)
        let mark = "\(RestoreJournalText.tablespaceMark)\(oid)"
        let isBegun = journal.done.contains(mark)
        let progress: TablespaceClaim.Progress = isWhole ? .whole : isBegun ? .begun : .notBegun
        claims.add(
            try TablespaceClaim(path, tree: tree, owner: directory, progress: progress)
        )
        try Self.giveAway(tree)
        if progress == .notBegun { try journal.note(mark) }
        return tree
    }

    /// Removes what an earlier call wrote.
    func beginAnew(_ spaces: [FileTree]) throws(BackupError) {
        for path in spaces.map(\.path) + [directory] {
            try RemovedTree(path).empty(but: RestoreJournal.name)
        }
        try journal.beginAnew()
    }

    /// Makes everything durable, the tablespaces too.
    func sync(_ spaces: [FileTree]) throws(BackupError) {
        try journal.sync(spaces + [tree])
    }

    /// Gives the control file its name: from now on a server can start here.
    func releaseControlFile() throws(BackupError) {
        try BackupError.file { () throws(FileError) in
            let held = directory.pushing(PartUnpacker.heldControlFile)
            if try FileStatus.of(held) != nil {
                try tree.rename(PartUnpacker.heldControlFile, to: PartUnpacker.controlFile)
            }
            try Directory(opening: directory.appending("global")).sync()
        }
        try claims.end()
        try journal.end()
    }

    /// Opens a directory, and makes it where it is not there, for whoever is to have it.
    static func tree(_ path: FilePath, _ owner: FileOwner?) throws(BackupError) -> FileTree {
        try BackupError.file { () throws(FileError) in
            try FileTree(makingAt: path, mode: directoryMode, owner: owner)
        }
    }

    /// Gives a directory that was found to whoever is to have it.
    ///
    /// Only one that the journal or the claim accepted: what is refused, `/etc` perhaps, stays as it
    /// was.
    private static func giveAway(_ tree: FileTree) throws(BackupError) {
        try BackupError.file { () throws(FileError) in try tree.giveAwayRoot() }
    }
}
