internal import CLinux
package import SystemPackage

/// An open directory: every call on it means the same directory, whatever is mounted or renamed
/// over its path meanwhile.
package final class Directory: Sendable {
    /// As it was opened, for messages.
    package let path: FilePath
    let descriptor: Descriptor

    /// Opens an existing directory.
    ///
    /// The corresponding C function is `open`.
    ///
    /// - Parameter followingLink: whether the path's last component may be a symbolic link.
    package init(opening path: FilePath, followingLink: Bool = true) throws(FileError) {
        let flags = O_RDONLY | O_DIRECTORY | (followingLink ? 0 : O_NOFOLLOW)
        descriptor = try Descriptor(opening: path, flags: flags)
        self.path = path
    }

    init(_ descriptor: consuming Descriptor, path: FilePath) {
        self.descriptor = descriptor
        self.path = path
    }

    /// What a name stands for, a link itself included; nil for a name that is not there.
    ///
    /// The corresponding C function is `fstatat`.
    package func status(of name: String) throws(FileError) -> FileStatus? {
        try status(of: name, flags: AT_SYMLINK_NOFOLLOW)
    }

    /// What a name stands for, behind a link too; nil for a name that is not there, and for a link
    /// that leads nowhere.
    ///
    /// The corresponding C function is `fstatat`.
    package func statusBehindLink(of name: String) throws(FileError) -> FileStatus? {
        try status(of: name, flags: 0)
    }

    private func status(of name: String, flags: Int32) throws(FileError) -> FileStatus? {
        var status = stat()
        if unsafe fstatat(descriptor.rawValue, name, &status, flags) == 0 {
            return FileStatus(status)
        }
        let reason = Errno.current
        if reason == .noSuchFileOrDirectory { return nil }
        throw FileError(.stat, path.appending(name), reason)
    }

    /// The directory itself as it is now.
    package func status() throws(FileError) -> FileStatus {
        try descriptor.status(path: path)
    }

    /// Whether the directory still has a name: a removed one answers "absent" to everything.
    package func isLinked() throws(FileError) -> Bool {
        try descriptor.status(path: path).linkCount > 0
    }

    /// Creates a subdirectory unless it is there.
    ///
    /// The corresponding C function is `mkdirat`.
    package func createDirectory(_ name: String, mode: FilePermissions) throws(FileError) {
        guard unsafe mkdirat(descriptor.rawValue, name, mode.rawValue) != 0 else { return }
        let reason = Errno.current
        if reason != .fileExists { throw FileError(.create, path.appending(name), reason) }
    }

    /// Removes a file; one that is not there is no error.
    ///
    /// The C function is `unlinkat`.
    package func remove(_ name: String) throws(FileError) {
        guard unsafe unlinkat(descriptor.rawValue, name, 0) != 0 else { return }
        let reason = Errno.current
        if reason != .noSuchFileOrDirectory {
            throw FileError(.remove, path.appending(name), reason)
        }
    }

    /// Removes an empty subdirectory.
    ///
    /// The C function is `unlinkat`.
    package func removeDirectory(_ name: String) throws(FileError) {
        guard unsafe unlinkat(descriptor.rawValue, name, AT_REMOVEDIR) != 0 else { return }
        throw FileError(.remove, path.appending(name), .current)
    }

    /// Sets the permissions, whatever the umask is.
    ///
    /// The corresponding C function is `fchmod`.
    package func setMode(_ mode: FilePermissions) throws(FileError) {
        guard fchmod(descriptor.rawValue, mode.rawValue) == 0 else {
            throw FileError(.create, path, .current)
        }
    }

    /// Gives the directory to a user and a group, which only root may do.
    ///
    /// The C function is `fchown`.
    package func setOwner(_ owner: UInt32, group: UInt32) throws(FileError) {
        guard fchown(descriptor.rawValue, owner, group) == 0 else {
            throw FileError(.create, path, .current)
        }
    }

    /// Makes names that were created or removed durable.
    ///
    /// The corresponding C function is `fsync`.
    package func sync() throws(FileError) {
        do throws(FileError) {
            try descriptor.sync(path: path)
        } catch {
            // Some file systems (CIFS among them) have nothing to sync in a directory.
            if error.reason != .invalidArgument { throw error }
        }
    }

    /// Visits every name but `.` and `..`, in the file system's order, until told to stop.
    ///
    /// The corresponding C functions are `fdopendir` and `readdir`.
    /// - Parameter visit: gets a name; answers whether to go on.
    package func forEachName(_ visit: (String) -> Bool) throws(FileError) {
        try unsafe forEachEntry { name in visit(unsafe String(cString: name)) }
    }

    /// The same, with names as the system has them.
    func forEachEntry(_ visit: (UnsafePointer<CChar>) -> Bool) throws(FileError) {
        // An own descriptor: readdir's position belongs to the open file.
        let raw = unsafe shim_openat(descriptor.rawValue, ".", O_RDONLY | O_DIRECTORY, 0)
        guard raw >= 0 else { throw FileError(.list, path, .current) }
        guard let stream = unsafe fdopendir(raw) else {
            let reason = Errno.current
            _ = CLinux.close(raw)
            throw FileError(.list, path, reason)
        }
        defer { unsafe closedir(stream) }
        while true {
            shim_clear_errno()
            guard let entry = unsafe readdir(stream) else { break }
            let goesOn = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { name in
                    if unsafe strcmp(name, ".") == 0 { return true }
                    if unsafe strcmp(name, "..") == 0 { return true }
                    return unsafe visit(name)
                }
            }
            if !goesOn { return }
        }
        let reason = Errno.current
        if reason.rawValue != 0 { throw FileError(.list, path, reason) }
    }
}
