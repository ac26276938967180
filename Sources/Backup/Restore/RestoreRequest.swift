package import Files
package import SystemPackage

/// What is restored, and to where.
package struct RestoreRequest: Sendable {
    /// The backup and all that it builds on, the full one first.
    package let chain: [BackupDescription]
    /// Where they are.
    package let place: BackupPlace
    /// The data directory to be.
    package let directory: FilePath
    /// Where tablespaces go that were elsewhere, by where they were.
    package let tablespaceMapping: [String: FilePath]
    /// Who is to own the files; nil: the caller.
    package let owner: FileOwner?
    /// How many parts are fetched at once.
    package let threads: Int
    /// Where pg_combinebackup is; nil where it is not needed.
    package let combineProgram: FilePath?
    /// Called with stored bytes that have been unpacked; from any thread.
    package let progress: @Sendable (UInt64) -> Void
    /// Called with what an operator should know; from any thread.
    package let notice: @Sendable (String) -> Void

    /// Makes a request.
    package init(
        chain: [BackupDescription],
        place: BackupPlace,
        directory: FilePath,
        tablespaceMapping: [String: FilePath],
        owner: FileOwner?,
        threads: Int,
        combineProgram: FilePath?,
        progress: @escaping @Sendable (UInt64) -> Void,
        notice: @escaping @Sendable (String) -> Void
    ) {
        self.chain = chain
        self.place = place
        self.directory = directory
        self.tablespaceMapping = tablespaceMapping
        self.owner = owner
        self.threads = threads
        self.combineProgram = combineProgram
        self.progress = progress
        self.notice = notice
    }

    /// Where a tablespace goes: where it was, unless the mapping says otherwise.
    func location(of archive: ArchiveDescription) throws(BackupError) -> FilePath {
        guard let old = archive.location else {
            throw .refused("the backup does not tell where tablespace \(archive.file) was")
        }
        let path = tablespaceMapping[old] ?? FilePath(old)
        guard path.isAbsolute else {
            throw .refused("tablespace \"\(old)\" needs an absolute path, not \"\(path)\"")
        }
        return path
    }
}
