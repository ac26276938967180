internal import Files
internal import SystemPackage

/// A tablespace's directory that one restore fills, kept from all others: two may have found it
/// empty at the same moment.
///
/// The directory is locked while the restore runs, and a file in it says until its end whose it is.
final class TablespaceClaim {
    /// A path and a few words.
    private static let lengthLimit = 1 << 13

    /// How far a restore has come with a directory.
    enum Progress {
        /// It must be empty.
        case notBegun
        /// It was claimed, and the file in it says so.
        case begun
        /// Everything is there; the file may be gone already.
        case whole
    }

    private let directory: Directory
    private let file: PlacedFile

    /// Claims a directory in which there is a file until `end`.
    ///
    /// - Parameters:
    ///   - owner: the data directory of the restore.
    ///   - progress: how far that restore has come.
    init(
        _ path: FilePath,
        tree: FileTree,
        owner: FilePath,
        progress: Progress
    ) throws(BackupError) {
        let directory = try Self.locked(path)
        self.directory = directory
        let file = try RestoreLock.take(
            in: directory,
            tree,
            mayCreate: { () throws(BackupError) in
                if progress == .whole { return true }
                return try RestoreJournal.isEmpty(directory)
            },
            refusal: Self.taken(path)
        )
        guard let file else { throw Self.notEmpty(path) }
        // However the next call spells it.
        let real = FileStatus.resolved(owner) ?? owner
        let line = Array("wal-archive restore into \(real)\n".utf8)
        try Self.check(directory, line, progress)
        do throws(FileError) {
            try file.write(unsafe line.span.bytes, at: 0)
            try file.setLength(UInt64(line.count))
            try file.sync()
            try directory.sync()
        } catch {
            throw .file(error)
        }
        self.file = consume file
    }

    /// Makes sure that a directory whose file is locked is, or may become, this restore's.
    private static func check(
        _ directory: Directory,
        _ line: [UInt8],
        _ progress: Progress
    ) throws(BackupError) {
        let path = directory.path
        let told = try BackupError.file { () throws(FileError) in
            try WholeFile.read(path.appending(RestoreLock.name), limit: lengthLimit) ?? []
        }
        // One that a crash cut off says nothing.
        let isOthers = told.last == UInt8(ascii: "\n") && told != line
        var isFilled = false
        if progress == .notBegun {
            isFilled = try !RestoreJournal.isEmpty(directory, but: RestoreLock.name)
        }
        guard !isOthers, !isFilled else {
            // Not ours: another restore's stays; one that was just made does not.
            if told.isEmpty { try? directory.remove(RestoreLock.name) }
            throw notEmpty(path)
        }
    }

    /// The restore is whole: nothing of the claim stays.
    func end() throws(BackupError) {
        try BackupError.file { () throws(FileError) in
            try directory.remove(RestoreLock.name)
            try directory.sync()
        }
    }

    private static func locked(_ path: FilePath) throws(BackupError) -> Directory {
        let directory = try BackupError.file { () throws(FileError) in
            try Directory(opening: path)
        }
        let isLocked = try BackupError.file { () throws(FileError) in try directory.lock() }
        guard isLocked else { throw taken(path) }
        return directory
    }

    private static func taken(_ path: FilePath) -> BackupError {
        .refused(
            "another restore fills the tablespace directory \"\(path)\""
                + " HINT: Use --tablespace-mapping OLD=NEW, or wait until it ends."
        )
    }

    private static func notEmpty(_ path: FilePath) -> BackupError {
        .refused(
            "the tablespace directory \"\(path)\" is not empty"
                + " HINT: Use --tablespace-mapping OLD=NEW, or move what is in it away."
        )
    }
}
