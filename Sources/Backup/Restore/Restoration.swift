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
        try request.checkTablespaces(of: backup)
        guard request.chain.count == 1 else {
            try Combination(request).run { directory, locations throws(BackupError) in
                let tree = try UnpackedBackup.tree(directory, request.owner)
                try finish(backup, in: directory, tree, locations)
            }
            return
        }
        let unpacked = try UnpackedBackup(backup, in: request.directory, request)
        let locations = try unpacked.unpack { archive throws(BackupError) in
            try request.location(of: archive)
        }
        try finish(backup, in: request.directory, unpacked.tree, locations)
        try unpacked.releaseControlFile()
    }

    /// Links tablespaces, writes settings, and makes everything durable.
    private func finish(
        _ backup: BackupDescription,
        in directory: FilePath,
        _ tree: FileTree,
        _ locations: [UInt32: FilePath]
    ) throws(BackupError) {
        try TablespaceLinks(locations).write(into: directory, tree)
        try settings.write(into: directory, tree)
        let mode = FilePermissions(rawValue: backup.isGroupReadable ? 0o750 : 0o700)
        try BackupError.file { () throws(FileError) in
            for place in Set(locations.values) { try FileTree(place, owner: nil).sync() }
            try Directory(opening: directory).setMode(mode)
            try tree.sync()
        }
    }
}
