internal import Backup
internal import SystemPackage
internal import WAL

/// What a restore tells at its end; a dry one, what it would do.
struct RestoreAnswer {
    let choice: RestoreChoice
    /// The data directory; nil where it is a cluster's that is still to be made ready.
    let directory: FilePath?
    let settings: RecoverySettings
    let advice: RestoreAdvice
    /// Whether it has been restored.
    let isDone: Bool

    /// As `--json` tells it.
    var json: String {
        JSONLine.text(
            RestoreLine(
                backup: choice.backup.name.description,
                timeline: choice.timeline.rawValue,
                directory: directory?.string,
                recoverableTo: choice.reach.end.description,
                settings: settings.lines
            )
        )
    }

    /// For whoever called.
    var lines: [String] {
        let recovery =
            "recovers on timeline \(choice.timeline), for which the archive has WAL to"
            + " \(choice.reach.end)"
        let start = isDone ? "start the server: it" : "a server started on it then"
        return [beginning] + settings.lines.map { "  \($0)" } + ["\(start) \(recovery)"]
            + advice.nextSteps
    }

    private var beginning: String {
        let backup = "backup \(choice.backup.name)"
        guard let directory, isDone else {
            let place = directory.map { "\"\($0)\"" } ?? "the cluster's data directory"
            return "would restore \(backup) to \(place)"
        }
        return "restored \(backup) to \"\(directory)\", \(RestoreProof(of: directory).words)"
    }
}

/// A restore as `--json` tells it.
private struct RestoreLine: Encodable {
    let backup: String
    let timeline: UInt32
    let directory: String?
    let recoverableTo: String
    let settings: [String]
}
