internal import CLinux
package import SystemPackage

/// What the system knows of a file, `struct stat`.
package struct FileStatus: Equatable, Sendable {
    /// The file system.
    package let device: UInt64
    /// The file's number there.
    package let inode: UInt64
    /// Bytes.
    package let length: UInt64
    /// Whether it is a file with bytes.
    package let isRegular: Bool
    /// Whether it is a directory.
    package let isDirectory: Bool
    /// Who may do what.
    package let permissions: FilePermissions
    /// The owner's user ID.
    package let owner: UInt32
    /// The group's ID.
    package let group: UInt32
    /// How many names it has.
    package let linkCount: UInt64
    /// Seconds since 1970, and nanoseconds beside them.
    package let modified: Int64
    /// The part of `modified` below a second.
    package let modifiedNanoseconds: Int64
    /// The same for the last change of the bytes, the names or the permissions.
    package let changed: Int64
    /// The part of `changed` below a second.
    package let changedNanoseconds: Int64

    init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        length = UInt64(clamping: status.st_size)
        isRegular = status.st_mode & mode_t(S_IFMT) == mode_t(S_IFREG)
        isDirectory = status.st_mode & mode_t(S_IFMT) == mode_t(S_IFDIR)
        permissions = FilePermissions(rawValue: status.st_mode & 0o7777)
        owner = status.st_uid
        group = status.st_gid
        linkCount = UInt64(status.st_nlink)
        modified = Int64(status.st_mtim.tv_sec)
        modifiedNanoseconds = Int64(status.st_mtim.tv_nsec)
        changed = Int64(status.st_ctim.tv_sec)
        changedNanoseconds = Int64(status.st_ctim.tv_nsec)
    }

    /// A path's file, links followed; nil when nothing is there.
    ///
    /// The C function is `stat`.
    package static func of(_ path: FilePath) throws(FileError) -> FileStatus? {
        var status = stat()
        let result = unsafe path.withPlatformString { unsafe stat($0, &status) }
        if result == 0 { return FileStatus(status) }
        let reason = Errno.current
        if reason == .noSuchFileOrDirectory { return nil }
        throw FileError(.stat, path, reason)
    }

    /// Whether two names mean one file.
    package func isSameFile(as other: FileStatus) -> Bool {
        device == other.device && inode == other.inode
    }

    /// A path without symbolic links; nil when nothing is there.
    ///
    /// The C function is `realpath`.
    package static func resolved(_ path: FilePath) -> FilePath? {
        guard let text = unsafe path.withPlatformString({ unsafe realpath($0, nil) }) else {
            return nil
        }
        defer { unsafe free(text) }
        return unsafe FilePath(platformString: text)
    }
}
