internal import Archive
internal import Records
internal import WAL

/// Judges segments in their order: each by the one before it and by the history files.
struct SegmentJudge {
    private let scope: VerifyScope
    /// Of a run that reads records.
    private var chain: Chain?
    /// How far what was sound reaches.
    private(set) var end: LSN?

    init(scope: VerifyScope, isDeep: Bool) {
        self.scope = scope
        if isDeep, let size = scope.continuity.size {
            chain = Chain(lineage: scope.lineage, size: size)
        }
    }

    /// Takes the next segment.
    mutating func judge(
        _ segment: SegmentName,
        _ outcome: FileCheck.Outcome
    ) -> [VerifyReport.Finding] {
        var found: [VerifyReport.Finding] = []
        let beginning = scope.lineage.origin(of: segment.timeline)?.switchPoint
        let timelineEnd = outcome.header.flatMap { header in
            scope.lineage.ends.find(
                in: segment,
                size: header.size,
                notAfter: header.end
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
        let reached = outcome.records?.endOfWAL ?? timelineEnd ?? header.end
        end = max(end ?? reached, reached)
    }
}
