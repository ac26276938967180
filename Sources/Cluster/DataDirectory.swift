internal import Files
package import SystemPackage
package import WAL

/// The data directory of the server that called us, or for which we are called.
package struct DataDirectory: Equatable, Sendable {
    /// As it was given: relative to the working directory, or absolute.
    package let path: FilePath

    /// Finds it: %p less two components, else the working directory.
    ///
    /// As text, since pg_wal may be a symbolic link and `pg_wal/..` then another place.
    /// - Returns: nil where neither has PG_VERSION: a call by hand.
    package static func find(
        walPath: FilePath,
        workingDirectory: FilePath
    ) throws(ClusterError) -> Self? {
        let walDirectory = walPath.removingLastComponent()
        if walDirectory.lastComponent != nil {
            let above = walDirectory.removingLastComponent()
            let candidate = Self(path: above.isEmpty ? workingDirectory : above)
            if try candidate.hasVersion() { return candidate }
        }
        let candidate = Self(path: workingDirectory)
        return try candidate.hasVersion() ? candidate : nil
    }

    /// Takes a path for a data directory without a look.
    package init(path: FilePath) {
        self.path = path
    }

    /// Where the server keeps its WAL; may be a symbolic link.
    package var walDirectory: FilePath { path.appending("pg_wal") }

    /// Whether a directory is this one or its pg_wal, or lies below either; links are followed.
    package func contains(_ directory: FilePath) -> Bool {
        let own = [path, walDirectory].compactMap { (try? FileStatus.of($0)) ?? nil }
        var place = FileStatus.resolved(directory) ?? directory
        while true {
            if let status = (try? FileStatus.of(place)) ?? nil,
                own.contains(where: { $0.isSameFile(as: status) })
            {
                return true
            }
            guard place.removeLastComponent() else { return false }
        }
    }

    /// The cluster's identifier: the first eight bytes of global/pg_control
    /// (`ControlFileData.system_identifier`).
    package func systemIdentifier() throws(ClusterError) -> SystemIdentifier {
        let file = path.appending("global/pg_control")
        guard let bytes = try Self.read(file, limit: 8) else { throw .noControlFile(file) }
        let value = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard bytes.count == 8, let system = SystemIdentifier(value) else {
            throw .damagedControlFile(file)
        }
        return system
    }

    /// Whether the cluster was initialised so that its group may read it
    /// (`initdb --allow-group-access`); files that we deliver then may be read too.
    package func isGroupReadable() -> Bool {
        guard let status = try? FileStatus.of(path) else { return false }
        return status.permissions.contains(.groupRead)
    }

    /// What the presence of standby.signal says; that file wins when recovery.signal is there too.
    package func isStandby() throws(ClusterError) -> Bool {
        try exists("standby.signal")
    }

    /// Whether the server recovers from the archive: one of the two signal files is there until it
    /// promotes.
    package func isRecovering() throws(ClusterError) -> Bool {
        if try isStandby() { return true }
        return try exists("recovery.signal")
    }

    /// Whether pg_wal has a file.
    package func hasWAL(_ name: WALFileName) throws(ClusterError) -> Bool {
        try exists("pg_wal/\(name)")
    }

    private func hasVersion() throws(ClusterError) -> Bool {
        try exists("PG_VERSION")
    }

    private func exists(_ name: String) throws(ClusterError) -> Bool {
        do throws(FileError) {
            return try FileStatus.of(path.appending(name)) != nil
        } catch {
            if error.reason == .notDirectory { return false }
            throw .file(error)
        }
    }

    /// A small file of the cluster; nil when it does not exist.
    static func read(_ path: FilePath, limit: Int) throws(ClusterError) -> [UInt8]? {
        do throws(FileError) {
            return try WholeFile.read(path, limit: limit)
        } catch {
            throw .file(error)
        }
    }
}
