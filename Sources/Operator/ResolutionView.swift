internal import Archive
internal import Codec
internal import Crypto
internal import FrontEnd
internal import WAL

/// Both sides of a conflict, and what each decision leads to.
struct ResolutionView {
    let name: WALFileName
    let path: String
    let finding: Resolution.Finding

    var ending: Ending {
        switch finding {
        case .settled: .success
        case .differs, .storedDefect: .damaged
        case .impossible(let verification): verification.result.ending
        }
    }

    /// What was found, and the choice.
    func write(to console: any Console, json: Bool) {
        guard !json else {
            console.write(JSONLine.text(line(kept: nil, nil)))
            return
        }
        for line in sides { console.write(Message.oneLine(line)) }
        guard finding.isOpen else { return }
        console.write("  --keep archived: recoveries follow the archived file; what this server")
        console.write(
            "    wrote from there on is not in the archive, and its later segments do not"
        )
        console.write("    follow. wal-push of the local file then succeeds, with a warning.")
        console.write("  --keep local: recoveries follow this server; later segments that another")
        console.write("    one archived do not follow, and each has to be decided too.")
    }

    /// What was done.
    func write(
        kept: ArchivedFileName,
        _ side: ResolveCommand.Side,
        to console: any Console,
        json: Bool
    ) {
        guard !json else {
            console.write(JSONLine.text(line(kept: kept, side)))
            return
        }
        let loser = side == .archived ? "local" : "archived"
        console.write("\(name): the \(side.rawValue) file counts, the \(loser) one is \(kept)")
    }

    private var sides: [String] {
        switch finding {
        case .settled(let verification): ["\(verification)", "  there is nothing to decide"]
        case .impossible(let verification): ["\(verification)"]
        case .storedDefect(let defect):
            ["\(name): the archived file is damaged: \(defect)", "  local: \(path)"]
        case .differs(let conflict): ["\(name): differs \(conflict.differences)"]
        }
    }

    /// In `resolve --json`.
    private struct Line: Encodable {
        let type = "resolution"
        let name: String
        let result: String
        let reason: String?
        let differsFromLsn: String?
        let localSha256: String?
        let archivedSha256: String?
        let keep: String?
        let kept: String?
        let status: Int32
    }

    private func line(kept: ArchivedFileName?, _ side: ResolveCommand.Side?) -> Line {
        var conflict: Conflict?
        var reason: String?
        let result: String
        switch finding {
        case .settled: result = "settled"
        case .impossible(let verification):
            result = "impossible"
            reason = verification.description
        case .storedDefect(let defect):
            result = "damaged"
            reason = defect.description
        case .differs(let found):
            result = "differs"
            conflict = found
        }
        return Line(
            name: name.description,
            result: result,
            reason: reason,
            differsFromLsn: conflict?.lsn?.description,
            localSha256: conflict?.local.digest.description,
            archivedSha256: conflict?.archived.digest.description,
            keep: side?.rawValue,
            kept: kept?.description,
            status: (kept == nil ? ending : .success).rawValue
        )
    }
}
