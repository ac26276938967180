internal import CLinux
package import SystemPackage

/// A directory that several threads fill with files and directories.
///
/// Nothing follows a symbolic link: links are made when everything else is there.
package final class FileTree: Sendable {
    private static let directoryMode = FilePermissions(rawValue: 0o700)
    /// Directories above one another in a name.
    static let depthLimit = 64

    /// Where it is.
    package let path: FilePath
    let root: Directory
    private let owner: FileOwner?

    /// Opens an existing directory.
    ///
    /// - Parameter owner: who gets what is written, which only root may decide; nil: the caller.
    package init(_ path: FilePath, owner: FileOwner?) throws(FileError) {
        self.path = path
        root = try Directory(opening: path)
        self.owner = owner
    }

    /// Opens a directory, and makes it where it is not there.
    ///
    /// - Parameter mode: of one that is made.
    package convenience init(
        makingAt path: FilePath,
        mode: FilePermissions,
        owner: FileOwner?
    ) throws(FileError) {
        if try FileStatus.of(path) == nil, let name = path.lastComponent {
            let parent = path.removingLastComponent()
            let above = try FileTree(parent.isEmpty ? "." : parent, owner: owner)
            try above.makeDirectory(FilePath(root: nil, [name]), mode: mode)
        }
        try self.init(path, owner: owner)
    }

    /// Gives the directory itself to whoever gets what is written: a mount point is root's.
    ///
    /// The C function is `fchown`.
    package func giveAwayRoot() throws(FileError) {
        guard let owner else { return }
        try root.setOwner(owner.user, group: owner.group)
    }

    /// Sets the mode of the directory itself, whatever its path leads to by now.
    ///
    /// The C function is `fchmod`.
    package func setRootMode(_ mode: FilePermissions) throws(FileError) {
        try root.setMode(mode)
    }

    /// Makes a directory, or gives one that is there its mode.
    ///
    /// The corresponding C functions are `mkdirat` and `fchmodat`.
    package func makeDirectory(_ name: FilePath, mode: FilePermissions) throws(FileError) {
        try makeParents(of: name)
        try makeOne(name)
        let raw = root.descriptor.rawValue
        let result = unsafe name.withPlatformString { unsafe fchmodat(raw, $0, mode.rawValue, 0) }
        guard result == 0 else { throw FileError(.create, path.pushing(name), .current) }
    }

    /// Opens a file for writing.
    ///
    /// - Parameter creating: whether it and the directories above it are made where they are not
    ///   there.
    package func open(_ name: FilePath, creating: Bool = true) throws(FileError) -> PlacedFile {
        var raw = openFile(name, creating: creating)
        if raw < 0, creating, Errno.current == .noSuchFileOrDirectory {
            try makeParents(of: name)
            raw = openFile(name, creating: true)
        }
        guard raw >= 0 else {
            throw FileError(creating ? .create : .open, path.pushing(name), .current)
        }
        let file = PlacedFile(Descriptor(owning: raw), path: path.pushing(name))
        if let owner { try file.setOwner(owner) }
        return file
    }

    /// Makes a symbolic link, in place of one that is there.
    ///
    /// The C function is `symlinkat`.
    package func link(_ name: String, to target: FilePath) throws(FileError) {
        try makeParents(of: FilePath(name))
        try root.remove(name)
        let made = unsafe target.withPlatformString { target in
            unsafe symlinkat(target, root.descriptor.rawValue, name)
        }
        guard made == 0 else { throw FileError(.link, path.appending(name), .current) }
        try giveAway(FilePath(name))
    }

    /// Removes a file; one that is not there is no error.
    package func remove(_ name: String) throws(FileError) {
        try root.remove(name)
    }

    /// Gives a file another name, in place of one that has it.
    ///
    /// The C function is `renameat`.
    package func rename(_ name: FilePath, to other: FilePath) throws(FileError) {
        let directory = root.descriptor.rawValue
        let result = unsafe name.withPlatformString { name in
            unsafe other.withPlatformString { unsafe renameat(directory, name, directory, $0) }
        }
        guard result == 0 else { throw FileError(.rename, path.pushing(name), .current) }
    }

    private func openFile(_ name: FilePath, creating: Bool) -> Int32 {
        let flags = O_WRONLY | O_NOFOLLOW | (creating ? O_CREAT : 0)
        let raw = root.descriptor.rawValue
        return unsafe name.withPlatformString { unsafe shim_openat(raw, $0, flags, 0o600) }
    }

    private func makeParents(of name: FilePath) throws(FileError) {
        let parts = name.components.dropLast()
        guard parts.count <= Self.depthLimit else {
            throw FileError(.create, path.pushing(name), .fileNameTooLong)
        }
        var parent = FilePath()
        for part in parts {
            parent.append(part)
            try makeOne(parent)
        }
    }

    private func makeOne(_ name: FilePath) throws(FileError) {
        let mode = Self.directoryMode.rawValue
        let raw = root.descriptor.rawValue
        if unsafe name.withPlatformString({ unsafe mkdirat(raw, $0, mode) }) == 0 {
            try giveAway(name)
            return
        }
        let reason = Errno.current
        guard reason == .fileExists else {
            throw FileError(.create, path.pushing(name), reason)
        }
    }

    private func giveAway(_ name: FilePath) throws(FileError) {
        guard let owner else { return }
        let raw = root.descriptor.rawValue
        let changed = unsafe name.withPlatformString {
            unsafe fchownat(raw, $0, owner.user, owner.group, AT_SYMLINK_NOFOLLOW)
        }
        guard changed == 0 else { throw FileError(.create, path.pushing(name), .current) }
    }
}
