internal import Archive
internal import FrontEnd
internal import Records
internal import WAL

/// Takes what was found out about files in their order, joins it, and tells what is wrong.
struct VerifyJudge {
    private let scope: VerifyScope
    private let report: VerifyReport
    private let console: ProgressBar
    private let isDeep: Bool
    private var chain: Chain?
    /// Of single files, for a run that goes on later.
    private(set) var findings: [(ending: Ending, line: String)]
    private(set) var sums = VerifyReport.Sums()
    private var endings: Set<Ending> = []
    /// The one before was sound too, or there was none to follow.
    private var end: LSN?

    init(scope: VerifyScope, report: VerifyReport, console: ProgressBar, isDeep: Bool) {
        self.scope = scope
        self.report = report
        self.console = console
        self.isDeep = isDeep
        findings = scope.remembered.findings
        if isDeep, let size = scope.continuity.size {
            chain = Chain(lineage: scope.lineage, size: size)
        }
        for finding in findings {
            endings.insert(finding.ending)
            sums.findings += finding.ending == .success ? 0 : 1
            console.write(finding.line)
        }
    }

    /// The gravest of everything found.
    var ending: Ending { .gravest(Array(endings)) }

    /// Tells what the listing and the history files show.
    mutating func tellStructure(_ choice: VerificationChoice) {
        for defect in scope.lineage.defects where choice.concerns(defect.timeline, scope) {
            let kind: VerifyReport.Kind = defect.ending == .gap ? .gap : .damaged
            let name = WALFileName.history(defect.timeline).description
            tell(.init(kind: kind, name: name, reason: defect.description))
        }
        for timeline in scope.continuity.timelines {
            for gap in timeline.gaps where choice.concerns(gap.missing, scope) {
                let place =
                    gap.isAtSwitch ? "where a timeline was left" : "and later ones are there"
                tell(
                    .init(
                        kind: .gap,
                        name: gap.missing.first.description,
                        reason: gap.missing.count == 1
                            ? "it is absent, \(place)" : "\(gap.missing) are absent, \(place)",
                        lsn: scope.continuity.size.flatMap { gap.missing.first.start(size: $0) }
                    )
                )
            }
        }
        guard choice.lineages == .all else { return }
        for entry in scope.inventory.others { tellOfOther(entry.name) }
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
            found += judge(segment, outcome)
            sums.segments += 1
        }
        sums.files += 1
        sums.storedBytes += outcome.storedBytes
        sums.plainBytes += outcome.plainBytes
        sums.records += outcome.records?.counts.total ?? 0
        guard !isKnown else { return }
        for finding in found {
            findings.append((finding.kind.ending, report.line(finding)))
            tell(finding)
        }
    }

    private mutating func judge(
        _ segment: SegmentName,
        _ outcome: FileCheck.Outcome
    ) -> [VerifyReport.Finding] {
        var found: [VerifyReport.Finding] = []
        let beginning = scope.lineage.origin(of: segment.timeline)?.switchPoint
        let timelineEnd = outcome.header.flatMap { header in
            scope.lineage.ends.find(
                in: segment,
                size: header.size,
                notAfter: LSN(header.start.rawValue + header.size.bytes)
            )
        }
        if let copied = copy(segment, outcome, beginning: beginning) { found.append(copied) }
        do throws(RecordDefect) {
            try chain?.join(segment, outcome.records, timelineEnd: timelineEnd)
        } catch {
            found.append(Self.damaged(segment, error.description, error.position))
        }
        noteEnd(outcome, timelineEnd, isSound: found.isEmpty)
        return found
    }

    /// Tells a copy of another timeline's segment.
    private func copy(
        _ segment: SegmentName,
        _ outcome: FileCheck.Outcome,
        beginning: LSN?
    ) -> VerifyReport.Finding? {
        if let records = outcome.records {
            do throws(SegmentOrigin.Defect) {
                try SegmentOrigin.check(segment, records, beginning: beginning)
            } catch {
                return Self.damaged(segment, error.description, records.head.start)
            }
        } else if let header = outcome.header, let beginning, header.start >= beginning,
            header.timeline < segment.timeline
        {
            let defect = SegmentOrigin.Defect.copyOfAncestor(
                timeline: header.timeline.rawValue,
                beginning: beginning
            )
            return Self.damaged(segment, defect.description, header.start)
        }
        return nil
    }

    private static func damaged(
        _ segment: SegmentName,
        _ reason: String,
        _ lsn: LSN
    ) -> VerifyReport.Finding {
        .init(kind: .damaged, name: segment.description, reason: reason, lsn: lsn)
    }

    private mutating func noteEnd(
        _ outcome: FileCheck.Outcome,
        _ timelineEnd: LSN?,
        isSound: Bool
    ) {
        guard isSound, let header = outcome.header else { return }
        let whole = LSN(header.start.rawValue + header.size.bytes)
        let reached = outcome.records?.endOfWAL ?? timelineEnd ?? whole
        end = max(end ?? reached, reached)
        sums.lastLsn = end?.description
    }

    private mutating func tell(_ finding: VerifyReport.Finding) {
        endings.insert(finding.kind.ending)
        sums.findings += finding.kind == .note ? 0 : 1
        console.write(report.line(finding))
    }

    /// What is worth knowing of files that no recovery asks for.
    private mutating func tellOfOther(_ name: ArchivedFileName) {
        guard name.kept == nil else {
            tell(.init(kind: .note, name: name.description, reason: "kept beside \(name.file)"))
            return
        }
        guard case .partial(let segment) = name.file else { return }
        let reason =
            superseding(segment).map { "superseded by \($0)" }
            ?? "no whole segment holds its WAL; it is used only by hand, without the suffix"
        tell(.init(kind: .note, name: name.description, reason: reason))
    }

    /// The whole segment that holds a partial one's WAL too: its own, or that of a timeline which
    /// began in it and so has a copy of its beginning.
    private func superseding(_ segment: SegmentName) -> SegmentName? {
        if scope.inventory.holds(segment) { return segment }
        guard let size = scope.continuity.size, let number = segment.number(size: size) else {
            return nil
        }
        return scope.lineage.histories.values.lazy
            .filter { history in
                history.switchPoint(of: segment.timeline).map { $0.rawValue / size.bytes } == number
            }
            .map { SegmentName(timeline: $0.timeline, number: number, size: size) }
            .first { scope.inventory.holds($0) }
    }
}

extension VerificationChoice {
    /// Whether a timeline's history file matters.
    func concerns(_ timeline: TimelineID, _ scope: VerifyScope) -> Bool {
        let ranges = ownedRanges(
            of: scope.inventory,
            lineage: scope.lineage,
            size: scope.continuity.size
        )
        return ranges.map { $0[timeline] != nil } ?? true
    }

    /// Whether some of what is missing would have been chosen.
    func concerns(_ missing: SegmentRange, _ scope: VerifyScope) -> Bool {
        if let from, missing.last.precedes(from) { return false }
        if let to, to.precedes(missing.first) { return false }
        let ranges = ownedRanges(
            of: scope.inventory,
            lineage: scope.lineage,
            size: scope.continuity.size
        )
        guard let ranges, let size = scope.continuity.size else { return true }
        guard let owned = ranges[missing.first.timeline],
            let first = missing.first.number(size: size),
            let last = missing.last.number(size: size)
        else { return false }
        return owned.overlaps(first..<last + 1)
    }
}
