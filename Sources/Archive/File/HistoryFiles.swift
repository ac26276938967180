package import WAL

extension Store {
    /// Far more promotions than any archive has seen.
    private static var historyLimit: Int { 10_000 }

    /// The archive's history files of timelines above one, every one of them: a parent's end that
    /// a missing one would tell decides which bytes count.
    ///
    /// - Parameter system: the cluster that they must be of, where that is known.
    package func historyFiles(
        above timeline: TimelineID,
        system: SystemIdentifier?
    ) throws(StoreError) -> [TimelineHistory] {
        var timelines: [TimelineID] = []
        try list(prefix: "", after: ObjectKey(.history(timeline))) { key in
            if let found = key.historyTimeline, found > timeline { timelines.append(found) }
            return timelines.count <= Self.historyLimit
        }
        guard timelines.count <= Self.historyLimit else {
            throw StoreError(
                .permanent,
                "\"\(url)\" holds more than \(Self.historyLimit) history files"
            )
        }
        var histories: [TimelineHistory] = []
        for timeline in timelines {
            guard let history = try historyFile(of: timeline, system: system) else {
                let key = ObjectKey(.history(timeline))
                throw StoreError(.transient, "\"\(url)/\(key)\" was there and vanished")
            }
            histories.append(history)
        }
        return histories
    }

    /// A timeline's history file; nil only when it is not there.
    package func historyFile(
        of timeline: TimelineID,
        system: SystemIdentifier?
    ) throws(StoreError) -> TimelineHistory? {
        var contents: [UInt8] = []
        let name = WALFileName.history(timeline)
        let examination = Examination(name: name, system: system, checksWAL: true) { plain in
            unsafe plain.withUnsafeBytes { unsafe contents.append(contentsOf: $0) }
            return true
        }
        let object = try read(ObjectKey(name)) { examination.receive($0) }
        guard let object else { return nil }
        do throws(Examination.Failure) {
            _ = try examination.conclude(object)
        } catch {
            switch error {
            case .defect(let defect): throw unsound(name, "\(defect)")
            case .failed(let reason): throw StoreError(.permanent, reason)
            }
        }
        do throws(HistoryDefect) {
            return try TimelineHistory(certainly: contents, of: timeline)
        } catch {
            throw unsound(name, "\(error)")
        }
    }

    private func unsound(_ name: WALFileName, _ defect: String) -> StoreError {
        StoreError(
            .permanent,
            "\"\(url)/\(name)\" is not sound: \(defect)",
            hint:
                "Restore it from a copy of the archive, or from the pg_wal of a server that has it."
        )
    }
}

extension TimelineHistory {
    /// Parses a file of which every line must be understood, since a decision rests on it.
    package init(certainly bytes: [UInt8], of timeline: TimelineID) throws(HistoryDefect) {
        let history = try Self(bytes, of: timeline)
        if let line = history.strayLine { throw .unreadableLine(line) }
        self = history
    }
}
