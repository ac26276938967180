internal import CLinux
package import Cluster
package import Files
package import SystemPackage
package import WAL

/// A directory of small records that make calls cheaper or wiser; everything in it may be
/// deleted at any time, and nothing needs it.
package struct SpoolDirectory: Sendable {
    /// Made by an installation, for every cluster of the host.
    package static let hostPath: FilePath = "/var/spool/wal-archive"
    /// In the data directory: a name that pg_basebackup, pg_checksums and a start leave alone.
    package static let nameInDataDirectory = "pgsql_tmp.wal-archive"
    private static let mode = FilePermissions(rawValue: 0o700)

    /// Which command asks: wal-fetch creates nothing in a data directory.
    package enum User: Sendable {
        case push, fetch
    }

    /// Open, and ours alone.
    package let directory: Directory
    /// The data directory, where the spool lies in it.
    private let surroundings: DataDirectory?

    /// Finds or makes the directory of a cluster.
    ///
    /// - Parameters:
    ///   - setting: the setting `spool`; it and the host's directory hold one for each cluster.
    ///   - dataDirectory: the server's; nil for a call by hand, which has no spool.
    /// - Returns: nil where there is none that is ours alone: everything works without.
    package init?(
        setting: FilePath?,
        dataDirectory: DataDirectory?,
        system: SystemIdentifier?,
        user: User,
        hostPath: FilePath = Self.hostPath
    ) {
        guard let dataDirectory, let system, Self.isServersUser(dataDirectory) else { return nil }
        let base = setting ?? Self.existing(hostPath)
        let isWithin = base.map { dataDirectory.contains($0) } ?? true
        // pg_rewind copies and removes what is in a data directory, and fails when it changes
        // meanwhile: so a spool there is used only under a running server.
        if isWithin, PostmasterFile(of: dataDirectory)?.isAlive != true { return nil }
        let parent = base ?? dataDirectory.path
        let name =
            base == nil
            ? Self.nameInDataDirectory : Self.clusterName(dataDirectory, system)
        guard let name,
            let found = Self.open(name, in: parent, creating: !isWithin || user == .push),
            Self.isOursAlone(found)
        else { return nil }
        directory = found
        surroundings = isWithin ? dataDirectory : nil
    }

    /// Whether it may be changed still: in a data directory only while its server lives.
    package var mayBeChanged: Bool {
        guard let surroundings else { return true }
        return PostmasterFile(of: surroundings)?.isAlive == true
    }

    /// A directory within; nil where there is none that is ours alone.
    package func subdirectory(_ name: String, creating: Bool) -> Directory? {
        if creating { try? directory.createDirectory(name, mode: Self.mode) }
        let path = directory.path.appending(name)
        guard let found = try? Directory(opening: path, followingLink: false),
            Self.isOursAlone(found)
        else { return nil }
        return found
    }

    private static func existing(_ path: FilePath) -> FilePath? {
        (try? FileStatus.of(path))??.isDirectory == true ? path : nil
    }

    /// Named for the cluster and for the data directory itself: two clusters of one host, or a
    /// restored one in an old one's place, do not meet.
    private static func clusterName(
        _ dataDirectory: DataDirectory,
        _ system: SystemIdentifier
    ) -> String? {
        guard let status = (try? FileStatus.of(dataDirectory.path)) ?? nil else { return nil }
        let device = String(status.device, radix: 16)
        return "\(system)-\(device)-\(String(status.inode, radix: 16))"
    }

    private static func open(
        _ name: String,
        in parent: FilePath,
        creating: Bool
    ) -> Directory? {
        if creating, let directory = try? Directory(opening: parent) {
            try? directory.createDirectory(name, mode: mode)
        }
        // Where others may write, a link could lead into any directory of ours.
        return try? Directory(opening: parent.appending(name), followingLink: false)
    }

    /// A push by root, or by anyone else, must not make what the server's user cannot use.
    private static func isServersUser(_ dataDirectory: DataDirectory) -> Bool {
        (try? FileStatus.of(dataDirectory.path))??.owner == geteuid()
    }

    /// Others could plant records in a directory that is not.
    private static func isOursAlone(_ directory: Directory) -> Bool {
        guard let status = try? directory.status() else { return false }
        return status.owner == geteuid() && status.permissions.isSubset(of: mode)
    }
}
