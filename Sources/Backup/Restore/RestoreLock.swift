internal import Files
internal import SystemPackage

/// The file in a directory that one restore fills, locked as long as that one runs.
enum RestoreLock {
    /// Its name in the directory.
    static let name = "wal-archive.restore"

    /// The file, made where a directory is empty, and locked.
    ///
    /// - Parameters:
    ///   - mayCreate: asked where the file is not there.
    ///   - refusal: what is said while somebody else has it.
    /// - Returns: nil where there is something else.
    static func take(
        in directory: Directory,
        _ tree: FileTree,
        mayCreate: () throws(BackupError) -> Bool,
        refusal: @autoclosure () -> BackupError
    ) throws(BackupError) -> PlacedFile? {
        let isThere = try BackupError.file { () throws(FileError) in
            try directory.status(of: name) != nil
        }
        if !isThere, try !mayCreate() { return nil }
        let file = try BackupError.file { () throws(FileError) in
            try tree.open(FilePath(name), creating: !isThere)
        }
        var isOurs = false
        do throws(FileError) {
            // That of another one that ended meanwhile has no name any more.
            if try file.lock(), let named = try directory.status(of: name) {
                isOurs = named.isSameFile(as: try file.status())
            }
        } catch {
            throw .file(error)
        }
        guard isOurs else { throw refusal() }
        return file
    }
}
