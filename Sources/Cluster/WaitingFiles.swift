internal import Files
internal import SystemPackage

extension DataDirectory {
    /// What the server has finished and not archived.
    package struct Waiting: Equatable, Sendable {
        /// How many files.
        package var count = 0
        /// When the oldest was finished, in seconds since 1970; nil for none.
        package var oldestTime: Int64?
    }

    private static let readySuffix = ".ready"
    /// A million segments are more than any server keeps.
    private static let statusLimit = 1_000_000

    /// Counts the `.ready` files of archive_status; a server that archives has that directory.
    package func waitingFiles() throws(ClusterError) -> Waiting {
        do throws(FileError) {
            let directory = try Directory(opening: walDirectory.appending("archive_status"))
            var names: [String] = []
            var seen = 0
            try directory.forEachName { name in
                if name.hasSuffix(Self.readySuffix) { names.append(name) }
                seen += 1
                return seen < Self.statusLimit
            }
            var waiting = Waiting()
            for name in names {
                // One that is gone was archived meanwhile.
                guard let status = try directory.status(of: name) else { continue }
                waiting.count += 1
                waiting.oldestTime = min(waiting.oldestTime ?? .max, status.modified)
            }
            return waiting
        } catch {
            throw .file(error)
        }
    }
}
