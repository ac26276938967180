internal import CLinux
package import SystemPackage

/// A file being written under a name that says so, locked as long as its writer lives.
///
/// A reader that finds it tells by the lock whether somebody is still at it.
package final class LockedFile {
    private let directory: Directory
    private let name: String
    private let descriptor: Descriptor

    /// Creates the file in place of one that a dead writer left.
    package init(
        creating name: String,
        in directory: Directory,
        mode: FilePermissions
    ) throws(FileError) {
        try directory.remove(name)
        let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW
        let raw = unsafe shim_openat(directory.descriptor.rawValue, name, flags, mode.rawValue)
        guard raw >= 0 else { throw FileError(.create, directory.path.appending(name), .current) }
        descriptor = Descriptor(owning: raw)
        self.directory = directory
        self.name = name
        guard fchmod(raw, mode.rawValue) == 0, flock(raw, LOCK_EX | LOCK_NB) == 0 else {
            throw FileError(.lock, directory.path.appending(name), .current)
        }
    }

    /// Appends bytes, all of them.
    package func write(_ bytes: RawSpan) throws(FileError) {
        try descriptor.write(bytes, path: directory.path.appending(name))
    }

    /// Gives the whole file the name that it is known by, in place of what has that.
    ///
    /// - Returns: the file as it is then.
    package func rename(to newName: String) throws(FileError) -> FileStatus {
        try descriptor.flush(path: directory.path.appending(name))
        try directory.rename(name, to: newName)
        return try descriptor.status(path: directory.path.appending(newName))
    }
}
