package import Archive
internal import Files
internal import SystemPackage
package import WAL

extension DataDirectory {
    /// How many names of pg_wal one call looks at: a million segments are more than any server
    /// keeps.
    private static let scanLimit = 1_000_000

    /// The history files of later timelines that the server has in pg_wal, every one of them: what
    /// a missing one would tell decides which bytes of a segment count.
    package func historyFiles(
        above timeline: TimelineID
    ) throws(SourceError) -> [TimelineHistory] {
        var histories: [TimelineHistory] = []
        for later in try historyTimelines() where later > timeline {
            histories.append(try historyFile(of: later))
        }
        return histories
    }

    private func historyTimelines() throws(SourceError) -> [TimelineID] {
        var timelines: [TimelineID] = []
        var seen = 0
        do throws(FileError) {
            try Directory(opening: walDirectory).forEachName { name in
                if case .history(let timeline)? = WALFileName(name) { timelines.append(timeline) }
                seen += 1
                return seen <= Self.scanLimit
            }
        } catch {
            throw SourceError(error.description)
        }
        guard seen <= Self.scanLimit else {
            throw SourceError("\"\(walDirectory)\" holds more than \(Self.scanLimit) files")
        }
        return timelines
    }

    private func historyFile(of timeline: TimelineID) throws(SourceError) -> TimelineHistory {
        let path = walDirectory.appending(WALFileName.history(timeline).description)
        let contents: [UInt8]?
        do throws(ClusterError) {
            contents = try Self.read(path, limit: TimelineHistory.lengthLimit + 1)
        } catch {
            throw SourceError(error.description)
        }
        guard let contents else { throw SourceError("\"\(path)\" was there and vanished") }
        do throws(HistoryDefect) {
            return try TimelineHistory(certainly: contents, of: timeline)
        } catch {
            throw SourceError("\"\(path)\" is not sound: \(error)")
        }
    }
}
