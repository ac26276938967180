internal import Cluster
internal import Config
internal import SystemPackage
internal import WAL

/// The exit statuses of wal-fetch.
///
/// PostgreSQL takes 1 to 125 as "not in the archive" and then ends recovery; above 125 it stops.
/// A standby retries after the former and would be shut down by the latter.
struct FetchStatus: Sendable {
    /// Below 126 everything means "absent"; 126 to 165 are a shell's and signals'.
    private static let stopping: Int32 = 198

    /// Nobody's restore_command verifies: no server must be stopped, or spared.
    static let ofVerification = Self(sparesServer: true)

    /// Whether PostgreSQL must not stop: it is a standby, and the settings leave it be.
    let sparesServer: Bool

    /// The status of an ending.
    func code(_ ending: Ending) -> Int32 {
        switch ending {
        case .success, .absentOrDifferent: ending.rawValue
        default: sparesServer ? ending.rawValue : Self.stopping + ending.rawValue
        }
    }

    /// A failure as PostgreSQL's log and PostgreSQL itself are told.
    func failure(
        _ name: WALFileName,
        _ ending: Ending,
        _ reason: String,
        effort: String = ""
    ) -> CommandResult {
        let words = Message.failure(
            FetchCommand.name,
            "fetch",
            name.description,
            reason,
            effort: effort
        )
        return CommandResult(status: code(ending), errors: [words])
    }
}

extension FetchStatus {
    /// Where PostgreSQL wants what it asks for.
    private static let usualPath: FilePath = "pg_wal/RECOVERYXLOG"

    /// Those of a call that cannot begin, as far as they can be found out: where the settings
    /// cannot be read, a standby is spared as by default.
    init(ofCall arguments: Arguments?, _ invocation: Invocation) {
        let directory = try? DataDirectory.find(
            walPath: arguments?.words.dropFirst().first?.path ?? Self.usualPath,
            workingDirectory: invocation.workingDirectory
        )
        guard (try? directory?.isStandby()) == true else {
            self.init(sparesServer: false)
            return
        }
        let readable = arguments ?? Arguments(readable: invocation.arguments)
        let sources = SettingsSources(readable, invocation)
        self.init(sparesServer: !Settings.isStrict(sources))
    }
}
