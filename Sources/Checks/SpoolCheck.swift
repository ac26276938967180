package import Cluster
internal import Files
internal import Spool
package import SystemPackage
package import WAL

/// Looks at what the server's user has on this host: that it is the one who asks, and the spool.
package struct SpoolCheck: Sendable {
    private static let advice =
        "As root: install -d -o postgres -g postgres -m 700 /var/spool/wal-archive"

    private let setting: FilePath?
    private let dataDirectory: DataDirectory?
    private let system: SystemIdentifier?

    /// Makes the check of a data directory's spool.
    ///
    /// - Parameters:
    ///   - setting: the setting `spool`.
    ///   - dataDirectory: nil where none was named.
    package init(
        setting: FilePath?,
        dataDirectory: DataDirectory?,
        system: SystemIdentifier?
    ) {
        self.setting = setting
        self.dataDirectory = dataDirectory
        self.system = system
    }

    /// Looks; a spool is made where it may be, for the server's user only.
    package func run() -> [Check] {
        guard let dataDirectory else {
            return [.skipped("spool", "since no data directory was given")]
        }
        let owner = ((try? FileStatus.of(dataDirectory.path)) ?? nil)?.owner
        if let owner, owner != ProcessOwner.current {
            return [
                .warning(
                    "user",
                    "this check runs as user \(ProcessOwner.current), the server as user \(owner)",
                    advice: "Run it as the server's user: what others may do proves nothing."
                ),
                .skipped("spool", "since it is the server's user's"),
            ]
        }
        return [spool(dataDirectory)]
    }

    private func spool(_ dataDirectory: DataDirectory) -> Check {
        let spool = SpoolDirectory(
            setting: setting,
            dataDirectory: dataDirectory,
            system: system,
            user: .fetch
        )
        if let spool { return .passed("spool", "\"\(spool.directory.path)\"") }
        guard let setting else {
            return .warning(
                "spool",
                "there is none yet outside the data directory",
                advice: Self.advice
            )
        }
        return .failed(
            "spool",
            .setting,
            "\"\(setting)\" is not there, or is not the server's user's alone",
            advice: "Make it a directory of that user's with mode 0700, or remove the setting."
        )
    }
}
