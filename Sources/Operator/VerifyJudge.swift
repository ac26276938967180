internal import Archive
internal import FrontEnd
internal import Records
internal import WAL

/// Takes what was found out about files in their order, tells what is wrong, and adds it up.
struct VerifyJudge {
    private let report: VerifyReport
    private let console: ProgressBar
    private var segments: SegmentJudge
    /// Of single files, for a run that goes on later.
    private(set) var findings: [(ending: Ending, line: String)]
    private(set) var sums = VerifyReport.Sums()
    private var endings: Set<Ending> = []

    init(scope: VerifyScope, report: VerifyReport, console: ProgressBar, isDeep: Bool) {
        self.report = report
        self.console = console
        segments = SegmentJudge(scope: scope, isDeep: isDeep)
        findings = scope.remembered.findings
        for finding in findings {
            endings.insert(finding.ending)
            sums.findings += finding.ending == .success ? 0 : 1
            console.write(finding.line)
        }
    }

    /// The gravest of everything found.
    var ending: Ending { .gravest(Array(endings)) }

    /// Tells one thing that was found.
    mutating func tell(_ finding: VerifyReport.Finding) {
        endings.insert(finding.kind.ending)
        sums.findings += finding.kind == .note ? 0 : 1
        console.write(report.line(finding))
    }

    /// Takes the next file.
    ///
    /// - Parameter isKnown: whether a run that was interrupted has told of it.
    mutating func judge(_ name: ArchivedFileName, _ outcome: FileCheck.Outcome, isKnown: Bool) {
        var found: [VerifyReport.Finding] = []
        if let failure = outcome.failure {
            found.append(.init(kind: .cannotTell, name: name.description, reason: failure))
        }
        if let finding = outcome.result?.finding {
            found.append(
                .init(
                    kind: finding.kind,
                    name: name.description,
                    reason: finding.reason,
                    lsn: finding.lsn
                )
            )
        }
        if name.kept == nil, case .segment(let segment) = name.file {
            found += segments.judge(segment, outcome)
            sums.segments += 1
            sums.lastLsn = segments.end?.description
        }
        sums.files += 1
        sums.storedBytes += outcome.storedBytes
        sums.plainBytes += outcome.plainBytes
        sums.records += outcome.records?.counts.total ?? 0
        guard !isKnown else { return }
        for finding in found {
            tell(finding)
            guard findings.count < ProgressFile.Contents.findingsLimit else { continue }
            findings.append((finding.kind.ending, report.line(finding)))
        }
    }
}
