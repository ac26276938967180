internal import CLinux
package import SystemPackage

/// Names as the bytes that they are: not every file's is text.
extension Directory {
    /// Every name but `.` and `..`.
    package func entries() throws(FileError) -> [FilePath.Component] {
        var found: [FilePath.Component] = []
        try unsafe forEachEntry { name in
            if let entry = unsafe FilePath.Component(platformString: name) { found.append(entry) }
            return true
        }
        return found
    }

    /// Opens a subdirectory, wherever its parent is by now; a symbolic link is not followed.
    ///
    /// The corresponding C function is `openat`.
    package convenience init(
        opening name: FilePath.Component,
        in parent: Directory
    ) throws(FileError) {
        let path = parent.path.appending(name)
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
        let raw = parent.descriptor.rawValue
        let descriptor: Int32
        do throws(Errno) {
            descriptor = try retryingInterrupts {
                unsafe name.withPlatformString { unsafe shim_openat(raw, $0, flags, 0) }
            }
        } catch {
            throw FileError(.open, path, error)
        }
        self.init(Descriptor(owning: descriptor), path: path)
    }

    /// What a name stands for, a link itself included; nil for a name that is not there.
    ///
    /// The corresponding C function is `fstatat`.
    package func status(ofEntry name: FilePath.Component) throws(FileError) -> FileStatus? {
        var status = stat()
        let raw = descriptor.rawValue
        let result = unsafe name.withPlatformString {
            unsafe fstatat(raw, $0, &status, AT_SYMLINK_NOFOLLOW)
        }
        if result == 0 { return FileStatus(status) }
        let reason = Errno.current
        if reason == .noSuchFileOrDirectory { return nil }
        throw FileError(.stat, path.appending(name), reason)
    }

    /// Removes a file or an empty subdirectory.
    ///
    /// The C function is `unlinkat`.
    package func removeEntry(
        _ name: FilePath.Component,
        isDirectory: Bool
    ) throws(FileError) {
        let raw = descriptor.rawValue
        let result = unsafe name.withPlatformString {
            unsafe unlinkat(raw, $0, isDirectory ? AT_REMOVEDIR : 0)
        }
        guard result == 0 else { throw FileError(.remove, path.appending(name), .current) }
    }

    /// Moves a file or a subdirectory into another directory of the same file system.
    ///
    /// The C function is `renameat`.
    package func moveEntry(
        _ name: FilePath.Component,
        to other: Directory
    ) throws(FileError) {
        let (from, to) = (descriptor.rawValue, other.descriptor.rawValue)
        let result = unsafe name.withPlatformString { unsafe renameat(from, $0, to, $0) }
        guard result == 0 else { throw FileError(.rename, path.appending(name), .current) }
    }
}
