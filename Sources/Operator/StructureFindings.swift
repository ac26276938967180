internal import Archive
internal import FrontEnd
internal import WAL

/// What the listing and the history files show, whatever is in the segments.
struct StructureFindings {
    private let scope: VerifyScope
    private let choice: VerificationChoice

    /// Prepares to look.
    init(_ scope: VerifyScope, _ choice: VerificationChoice) {
        self.scope = scope
        self.choice = choice
    }

    /// History files that are wrong, gaps, and with `--all` what no recovery asks for.
    var all: [VerifyReport.Finding] {
        let others = choice.lineages == .all ? scope.inventory.others : []
        return histories + gaps + others.compactMap { note(of: $0.name) }
    }

    private var histories: [VerifyReport.Finding] {
        scope.lineage.defects.filter(isToTell).map { defect in
            VerifyReport.Finding(
                kind: defect.ending == .gap ? .gap : .damaged,
                name: WALFileName.history(defect.timeline).description,
                reason: defect.description
            )
        }
    }

    /// One that cannot be read is told where it is read, if it is.
    private func isToTell(_ defect: Lineage.Defect) -> Bool {
        if case .unreadable = defect, choice.lineages == .all, choice.sample == nil { return false }
        return choice.concerns(defect.timeline, scope)
    }

    private var gaps: [VerifyReport.Finding] {
        scope.continuity.timelines.flatMap(\.gaps).filter { choice.concerns($0.missing, scope) }
            .map { gap in
                let missing = gap.missing
                let place =
                    gap.isAtSwitch ? "where a timeline was left" : "and later ones are there"
                return VerifyReport.Finding(
                    kind: .gap,
                    name: missing.first.description,
                    reason: missing.count == 1
                        ? "it is absent, \(place)" : "\(missing) are absent, \(place)",
                    lsn: scope.continuity.size.flatMap { missing.first.start(size: $0) }
                )
            }
    }

    private func note(of name: ArchivedFileName) -> VerifyReport.Finding? {
        let reason: String
        if name.kept != nil {
            reason = "kept beside \(name.file)"
        } else if case .partial(let segment) = name.file {
            reason =
                superseding(segment).map { "superseded by \($0)" }
                ?? "no whole segment holds its WAL; it is used only by hand, without the suffix"
        } else {
            return nil
        }
        return .init(kind: .note, name: name.description, reason: reason)
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
