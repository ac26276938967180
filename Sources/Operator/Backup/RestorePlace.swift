internal import Backup
internal import Files
internal import FrontEnd
internal import SystemPackage

/// Where a restore goes: a directory, or one of Debian's clusters.
enum RestorePlace {
    case directory(FilePath)
    case cluster(DebianCluster)

    /// Takes what is named, of which there must be one.
    init(
        to: String?,
        _ cluster: DebianCluster?,
        _ call: Call
    ) throws(CommandError) {
        switch (to, cluster) {
        case (let to?, nil):
            self = .directory(AbsolutePath(to, call.invocation).path)
        case (nil, let cluster?): self = .cluster(cluster)
        default: throw CommandError(.usage, "expected either --to or --cluster")
        }
    }

    /// The data directory to be, as far as it can be told before anything is made ready.
    var knownDirectory: FilePath? {
        switch self {
        case .directory(let path): path
        case .cluster(let cluster): try? cluster.dataDirectory()
        }
    }

    /// The data directory to be; for a cluster, what lies around it is made ready.
    ///
    /// - Parameter withConfiguration: whether the cluster's settings are put back, which tell where
    ///   its data are.
    func dataDirectory(
        for backup: BackupDescription,
        withConfiguration: Bool,
        owner: FileOwner?,
        _ session: BackupSession
    ) throws(CommandError) -> FilePath {
        switch self {
        case .directory(let path): return path
        case .cluster(let cluster):
            if withConfiguration {
                try Self.restoreConfiguration(of: backup, to: cluster, owner, session)
            }
            let directory = try cluster.dataDirectory()
            try cluster.makeRoom(for: directory, owner: owner)
            return directory
        }
    }

    private static func restoreConfiguration(
        of backup: BackupDescription,
        to cluster: DebianCluster,
        _ owner: FileOwner?,
        _ session: BackupSession
    ) throws(CommandError) {
        let saved = try session.asking("restore the configuration") { () throws(BackupError) in
            let saved = try SavedConfiguration(of: backup, in: session.backups)
            try saved?.write(into: cluster.directory, owner: owner)
            return saved
        }
        guard saved != nil else {
            throw CommandError(
                .absentOrDifferent,
                "backup \(backup.name) was taken without --with-configuration"
            )
        }
        session.notice("the settings of backup \(backup.name) are in \"\(cluster.directory)\"")
    }
}
