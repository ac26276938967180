import Foundation

/// An archive in a directory and the commands that use it.
package struct ArchiveDirectory: TestedArchive {
    /// Where it is.
    package let path: String

    /// Settings beside `--archive`.
    package var settings: [String]

    /// The commands.
    package let executables: Executables

    /// Nothing: a directory needs no credentials.
    package let environment: [String: String] = [:]

    /// Creates an empty archive in a scratch directory.
    package init(
        in scratch: ScratchDirectory,
        name: String = "archive",
        settings: [String] = []
    ) throws {
        self.init(at: try scratch.directory(name), settings: settings, try Executables.found())
    }

    /// An archive that is there.
    private init(at path: String, settings: [String], _ executables: Executables) {
        (self.path, self.settings, self.executables) = (path, settings, executables)
    }

    /// Copies the archive, as an operator would.
    package func copied(to path: String) async throws -> ArchiveDirectory {
        try await Disk.copyTree(self.path, to: path)
        return ArchiveDirectory(at: path, settings: settings, executables)
    }

    /// The setting that names the archive.
    package var url: String { "file://\(path)" }

    /// Where an object lies.
    package func object(_ name: String) -> String { "\(path)/\(name)" }

    /// The names of the WAL files in the archive, in order.
    package func names() throws -> [String] {
        try Disk.names(in: path).filter {
            !$0.hasPrefix(".") && !$0.hasPrefix("wal-archive.") && !$0.hasSuffix(".sha256")
        }
    }
}
