package import WAL

/// Where timelines ended, as history files tell it.
package struct TimelineEnd: Sendable {
    /// All history files that are known.
    package let histories: [TimelineHistory]

    /// Asks these history files.
    package init(histories: [TimelineHistory]) {
        self.histories = histories
    }

    /// The end of a segment's timeline, if the timeline ended inside this segment and not after a
    /// position.
    ///
    /// Where it was left more than once, the last time counts, and a time in a later segment means
    /// that this one's bytes all count.
    /// - Parameter notAfter: the first byte that must not matter.
    package func find(
        in segment: SegmentName,
        size: SegmentSize,
        notAfter limit: LSN
    ) -> LSN? {
        guard let start = segment.start(size: size) else { return nil }
        let ends = histories.compactMap { $0.switchPoint(of: segment.timeline) }
        guard let last = ends.max(), last > start,
            last.rawValue - start.rawValue < size.bytes, last <= limit
        else { return nil }
        return last
    }
}

extension Store {
    /// Far more promotions than any archive has seen.
    private static var historyLimit: Int { 10_000 }

    /// The archive's history files of timelines above one, those that can be read.
    package func historyFiles(above timeline: TimelineID) throws(StoreError) -> [TimelineHistory] {
        var timelines: [TimelineID] = []
        try list(prefix: "", after: ObjectKey(.history(timeline))) { key in
            if let found = key.historyTimeline, found > timeline { timelines.append(found) }
            return timelines.count < Self.historyLimit
        }
        var histories: [TimelineHistory] = []
        for timeline in timelines {
            if let history = try historyFile(of: timeline) { histories.append(history) }
        }
        return histories
    }

    /// A timeline's history file; nil when it is not there or not sound.
    package func historyFile(of timeline: TimelineID) throws(StoreError) -> TimelineHistory? {
        var contents: [UInt8] = []
        let name = WALFileName.history(timeline)
        let examination = Examination(name: name, system: nil, checksWAL: true) { plain in
            unsafe plain.withUnsafeBytes { unsafe contents.append(contentsOf: $0) }
            return true
        }
        guard let object = try read(ObjectKey(name), receive: { examination.receive($0) }),
            (try? examination.conclude(object)) != nil
        else { return nil }
        return try? TimelineHistory(contents, of: timeline)
    }
}
