package import WAL

extension BackupDescription {
    /// The timeline on which it ends: another one than it began on where its server was a standby
    /// whose primary was replaced meanwhile.
    package var endTimeline: TimelineID { stopTimeline ?? timeline }
}

extension TimelinePath {
    /// Whether a backup lies on the way, from its beginning to its end.
    package func contains(_ backup: BackupDescription) -> Bool {
        contains(backup.timeline, upTo: backup.startLSN)
            && contains(backup.endTimeline, upTo: backup.stopLSN)
    }

    /// The segments that hold the bytes between two positions.
    ///
    /// The one in which a timeline ends is archived under the child's name.
    func segments(of range: Range<LSN>, size: SegmentSize) -> [SegmentName] {
        let first = range.lowerBound.rawValue / size.bytes
        let last = max(range.upperBound.rawValue, 1) - 1
        return (first...max(first, last / size.bytes)).compactMap { number in
            let stretch = stretches.last { $0.begin.rawValue / size.bytes <= number }
            return stretch.map {
                SegmentName(
                    timeline: $0.timeline,
                    containing: LSN(number &* size.bytes),
                    size: size
                )
            }
        }
    }
}
