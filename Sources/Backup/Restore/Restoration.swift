internal import Files
internal import SystemPackage

/// Restores a backup into an empty directory, or goes on where it was interrupted.
package struct Restoration: Sendable {
    private let request: RestoreRequest
    private let settings: RecoverySettings

    /// Prepares a restore.
    package init(_ request: RestoreRequest, settings: RecoverySettings) {
        self.request = request
        self.settings = settings
    }

    /// Fetches, unpacks, verifies, and makes the directory ready for a server.
    package func run() throws(BackupError) {
        guard let backup = request.chain.last else { throw .absent("there is no backup") }
        try settings.check()
        try request.checkTablespaces(of: backup)
        guard request.chain.count == 1 else {
            try Combination(request, of: backup).run(backup) {
                tree,
                spaces throws(BackupError) in
                try finish(backup, in: tree, spaces)
            }
            return
        }
        let unpacked = try UnpackedBackup(backup, in: request.directory, request)
        let spaces = try unpacked.unpack { archive throws(BackupError) in
            try request.location(of: archive)
        }
        try finish(backup, in: unpacked.site.tree, spaces)
        try unpacked.site.sync(Array(spaces.values))
        try unpacked.site.releaseControlFile()
    }

    /// Links tablespaces and writes settings.
    private func finish(
        _ backup: BackupDescription,
        in tree: FileTree,
        _ spaces: [UInt32: FileTree]
    ) throws(BackupError) {
        try TablespaceLinks(spaces.mapValues(\.path)).write(into: tree)
        try settings.write(into: tree.path, tree)
        let mode = FilePermissions(rawValue: backup.isGroupReadable ? 0o750 : 0o700)
        try BackupError.file { () throws(FileError) in
            for tree in Array(spaces.values) + [tree] { try tree.setRootMode(mode) }
        }
    }
}
