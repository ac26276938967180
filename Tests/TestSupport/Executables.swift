import Foundation

/// The built commands, at a place where the unprivileged account can run them.
package struct Executables: Sendable {
    /// The path of `wal-push`.
    package let push: String

    /// The path of `wal-fetch`.
    package let fetch: String

    /// The path of `wal-archive`; to be there only where a test calls it.
    package var archive: String { "\(Self.directory)/wal-archive" }

    /// The copies that this process made; the last thing it does is to remove them.
    package static func found() throws -> Executables { try copies.get() }

    /// Made once.
    private static let copies = Result { try Executables() }

    /// The directory of both.
    package var directory: String { Self.directory }

    /// The directory of the copies.
    private static let directory = "/tmp/waltest-\(getpid())-bin"

    /// Copies the executables from `WALTEST_BIN`, else from where the test bundle lies.
    ///
    /// The checkout may be in a home directory that is closed to others, and a build may replace
    /// them meanwhile.
    private init() throws {
        let bundle = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let source =
            ProcessInfo.processInfo.environment["WALTEST_BIN"]
            ?? URL(fileURLWithPath: bundle).deletingLastPathComponent().path
        let directory = Self.directory
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o755]
        )
        atexit { try? FileManager.default.removeItem(atPath: Executables.directory) }
        let isThere = Disk.exists("\(source)/wal-archive")
        for name in ["wal-push", "wal-fetch"] + (isThere ? ["wal-archive"] : []) {
            let copy = "\(directory)/\(name)"
            guard Disk.exists("\(source)/\(name)") else {
                throw HarnessError("\"\(source)\" has no \(name): build it, or set WALTEST_BIN")
            }
            try FileManager.default.copyItem(atPath: "\(source)/\(name)", toPath: copy)
            guard chmod(copy, 0o755) == 0 else {
                throw HarnessError("could not make \"\(copy)\" executable: errno \(errno)")
            }
        }
        (push, fetch) = ("\(directory)/wal-push", "\(directory)/wal-fetch")
    }
}
