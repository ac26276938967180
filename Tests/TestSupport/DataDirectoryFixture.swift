import Glibc

/// A data directory without a server: as much of one as the commands look at.
package struct DataDirectoryFixture: Sendable {
    /// Where it is.
    package let path: String

    /// The size of PostgreSQL's control file.
    private static let controlFileSize = 8_192

    /// Creates the data directory of a cluster with this system identifier.
    package init(
        in scratch: ScratchDirectory,
        name: String = "data",
        systemIdentifier: UInt64 = WALFixture().systemIdentifier
    ) throws {
        path = try scratch.directory(name)
        for directory in ["global", "pg_wal", "pg_wal/archive_status"] {
            _ = try scratch.directory("\(name)/\(directory)")
        }
        try scratch.write(Array("15\n".utf8), to: "\(name)/PG_VERSION")
        var control = [UInt8](repeating: 0, count: Self.controlFileSize)
        control.store(systemIdentifier, at: 0)
        try scratch.write(control, to: "\(name)/global/pg_control")
    }

    /// Lets the control file tell the segments' size too, somewhere behind the identifier.
    package func tell(segmentBytes: UInt32, at place: Int = 224) throws {
        var control = try Disk.read("\(path)/global/pg_control")
        control.store((1_234_567.0).bitPattern, at: place)
        control.store(segmentBytes, at: place + 20)
        try Disk.write(control, to: "\(path)/global/pg_control")
    }

    /// Makes this process the server's user, for commands that run within it.
    package func giveToThisProcess() throws {
        guard chown(path, geteuid(), getegid()) == 0 else {
            throw HarnessError("could not own \"\(path)\": errno \(errno)")
        }
    }

    /// Puts a file into `pg_wal` and gives its path from the data directory, as `%p` does.
    @discardableResult
    package func write(_ bytes: [UInt8], as name: String) throws -> String {
        try Disk.write(bytes, to: "\(path)/pg_wal/\(name)")
        return "pg_wal/\(name)"
    }

    /// Writes postmaster.pid, as if a process were its server's.
    package func claim(process: pid_t, status: String = "ready   ") throws {
        let lines = ["\(process)", path, "1", "5432", "", "", "", status, ""]
        try Disk.write(Array(lines.joined(separator: "\n").utf8), to: "\(path)/postmaster.pid")
    }

    /// Makes it a directory in recovery.
    package func signal(_ kind: RecoveryKind) throws {
        try Disk.write([], to: "\(path)/\(kind.rawValue).signal")
    }
}
