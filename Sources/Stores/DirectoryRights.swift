internal import Files
internal import SystemPackage

/// What may be done with files and folders in a store's directory, and whose they are.
enum DirectoryRights {
    /// Owner writes, group may read, as far as the umask lets it; never others.
    static let file = FilePermissions(rawValue: 0o640)
    static let folder = FilePermissions(rawValue: 0o750)

    /// Gives what root made by hand to the directory's owner, who could not use it otherwise.
    ///
    /// - Parameter give: sets owner and group of what was made.
    static func share(
        with root: Directory,
        _ give: (_ owner: UInt32, _ group: UInt32) throws(FileError) -> Void
    ) throws(FileError) {
        guard ProcessOwner.isRoot else { return }
        let status = try root.status()
        if status.owner != ProcessOwner.root { try give(status.owner, status.group) }
    }
}
