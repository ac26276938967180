internal import Archive
package import Checks
internal import Cluster
package import Config
internal import Files
internal import Spool
internal import Stores
internal import SystemPackage
package import WAL

/// Everything that can be checked before PostgreSQL depends on an archive, but for the server's own
/// settings.
package struct ArchiveInspection: Sendable {
    private let settings: Settings
    private let given: [GivenSetting]
    private let place: Place
    private let archive: WatchedArchive
    /// Nil for a directory, and where there are no credentials: then the archive says why it does
    /// not answer.
    private let access: ArchiveAccess?

    /// Prepares the checks of a call, and looks for credentials.
    ///
    /// - Parameter given: of what the settings are made.
    package init(
        _ settings: Settings,
        _ given: [GivenSetting],
        place: Place,
        archive: WatchedArchive
    ) {
        self.settings = settings
        self.given = given
        self.place = place
        self.archive = archive
        access = try? archive.access()
    }

    /// Every setting that counts and where it comes from, AWS's own among them.
    package var reports: [SettingReport] {
        SettingReport.all(given) + (access?.reports ?? [])
    }

    /// Checks the archive, then what is on this host.
    ///
    /// - Parameter system: the server's cluster, where it said so itself.
    package func run(system: SystemIdentifier? = nil) -> [Check] {
        let archive = archive
        let check = ArchiveCheck(
            system: system ?? place.system,
            testsThenPuts: settings.createOnce == .testThenPut,
            heldWAL: { [place, settings] in place.remembers($0, settings) },
            opening: { () throws(StoreError) in try archive.open() }
        )
        return location + secrets + check.run()
            + SpoolCheck(
                setting: settings.spool,
                dataDirectory: place.dataDirectory,
                system: place.system
            ).run()
    }

    /// Who asks, and who else could.
    private var secrets: [Check] {
        let found = access.map { Check.passed("credentials", $0.credentials) }
        let files = (access?.secretFiles ?? []) + SettingReport.secretFiles(given)
        return [found].compactMap { $0 } + SecretFileCheck(files).run()
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

extension Place {
    /// Whether the server's calls found an archive to hold its WAL.
    fileprivate func remembers(_ archive: String, _ settings: Settings) -> Bool {
        guard let system, let spool = spool(settings, for: .fetch) else { return false }
        return SpoolMemory(spool).record(of: archive)?.system == system
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
