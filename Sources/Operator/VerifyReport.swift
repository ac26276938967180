internal import Archive
internal import FrontEnd
internal import Records
internal import WAL

/// What `verify` prints: a line for everything that was found, then one of sums.
struct VerifyReport: Sendable {
    /// What kind of thing was found.
    enum Kind: String {
        case damaged, gap, absent
        case cannotTell = "cannot_tell"
        /// Nothing is wrong, but it is worth knowing.
        case note

        var ending: Ending {
            switch self {
            case .damaged: .damaged
            case .gap: .gap
            case .absent: .absentOrDifferent
            case .cannotTell: .cannotTell
            case .note: .success
            }
        }
    }

    /// One thing that was found.
    struct Finding {
        let kind: Kind
        let name: String
        let reason: String
        var lsn: LSN?
    }

    /// What was verified in all.
    struct Sums: Encodable {
        let type = "summary"
        var files = 0
        var segments = 0
        var storedBytes: UInt64 = 0
        var plainBytes: UInt64 = 0
        var records: UInt64 = 0
        var findings = 0
        var lastLsn: String?
        var seconds = 0.0
        var status: Int32 = 0
    }

    private let console: any Console
    let json: Bool

    init(_ console: any Console, json: Bool) {
        self.console = console
        self.json = json
    }

    /// The line of a finding.
    func line(_ finding: Finding) -> String {
        if json {
            return JSONLine.text(
                FindingLine(
                    kind: finding.kind.rawValue,
                    name: finding.name,
                    reason: finding.reason,
                    lsn: finding.lsn
                )
            )
        }
        let kind = finding.kind == .cannotTell ? "cannot tell" : finding.kind.rawValue
        return Message.oneLine("\(finding.name): \(kind): \(finding.reason)")
    }

    /// The last line.
    func line(_ sums: Sums, isDeep: Bool, ending: Ending) -> String {
        if json { return JSONLine.text(sums) }
        var words = ["\(sums.files) files"]
        if isDeep {
            words.append(
                "\(ByteCount.text(sums.plainBytes)) in \(ByteCount.text(sums.storedBytes))"
            )
            words.append("\(sums.records) records")
        }
        if let lsn = sums.lastLsn { words.append("up to LSN \(lsn)") }
        let depth = isDeep ? "" : ", by listing and first pages only (--deep reads all)"
        let verdict = ending == .success ? "sound" : "\(sums.findings) findings"
        return "verified \(words.joined(separator: ", "))\(depth): \(verdict)"
    }
}

extension Verification.Result {
    /// What is to be told of a file; nil where nothing is wrong.
    var finding: (kind: VerifyReport.Kind, reason: String, lsn: LSN?)? {
        switch self {
        case .sound, .soundUpTo: nil
        case .absent: (.absent, "it was there when the archive was listed", nil)
        case .gap(let later): (.gap, "it is absent, but \(later) is there", nil)
        case .cannotTell(let reason), .failed(let reason): (.cannotTell, reason, nil)
        case .defect(.records(let defect)): (.damaged, defect.description, defect.position)
        case .defect(let defect): (.damaged, defect.description, nil)
        case .differs(let conflict): (.damaged, conflict.differences, conflict.lsn)
        }
    }
}
