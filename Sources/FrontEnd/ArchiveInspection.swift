internal import Archive
package import Checks
internal import Cluster
package import Config
internal import Files
package import WAL

/// Everything that can be checked before PostgreSQL depends on an archive, but for the server's own
/// settings.
package struct ArchiveInspection: Sendable {
    private let settings: Settings
    private let place: Place
    private let archive: WatchedArchive

    /// Prepares the checks of a call.
    package init(_ settings: Settings, place: Place, archive: WatchedArchive) {
        self.settings = settings
        self.place = place
        self.archive = archive
    }

    /// Checks the archive, then what is on this host.
    ///
    /// - Parameter system: the server's cluster, where it said so itself.
    package func run(system: SystemIdentifier? = nil) -> [Check] {
        let archive = archive
        let check = ArchiveCheck(
            system: system ?? place.system,
            testsThenPuts: settings.createOnce == .testThenPut
        ) { () throws(StoreError) in try archive.open() }
        return location + check.run()
            + SpoolCheck(
                setting: settings.spool,
                dataDirectory: place.dataDirectory,
                system: place.system
            ).run()
    }

    /// The "archived copy" in a data directory would be the very file that PostgreSQL recycles.
    private var location: [Check] {
        guard case .directory(let path) = settings.archive,
            place.dataDirectory?.contains(path) == true
        else { return [] }
        return [
            .failed(
                "location",
                .setting,
                "the archive \"\(settings.archive)\" lies in the server's data directory",
                advice: "Put it on another disk."
            )
        ]
    }
}

extension Check {
    /// How a call ends that found this.
    package var ending: Ending {
        switch trouble {
        case nil: .success
        case .refused: .cannotTell
        case .unsafe: .damaged
        case .setting: .usage
        }
    }
}
