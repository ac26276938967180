internal import Files
internal import SystemPackage
package import WAL

extension DataDirectory {
    /// How many names of pg_wal one call looks at: a million segments are more than any server
    /// keeps.
    private static let scanLimit = 1_000_000

    /// The history files that the server has in pg_wal, those that can be read.
    package func historyFiles() -> [TimelineHistory] {
        guard let directory = try? Directory(opening: walDirectory) else { return [] }
        var timelines: [TimelineID] = []
        var seen = 0
        try? directory.forEachName { name in
            if case .history(let timeline)? = WALFileName(name) { timelines.append(timeline) }
            seen += 1
            return seen < Self.scanLimit
        }
        return timelines.compactMap { timeline in
            let path = walDirectory.appending(WALFileName.history(timeline).description)
            let limit = TimelineHistory.lengthLimit + 1
            guard let bytes = try? Self.read(path, limit: limit) else { return nil }
            return try? TimelineHistory(bytes, of: timeline)
        }
    }
}
