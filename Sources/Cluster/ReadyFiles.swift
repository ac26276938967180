internal import Files
package import SystemPackage
package import WAL

/// What PostgreSQL has marked for its archiver in archive_status: read, never changed.
package struct ReadyFiles: Equatable, Sendable {
    /// How many names of archive_status one call looks at, as many as pg_wal may have.
    private static let scanLimit = 1_000_000
    private static let suffix = ".ready"

    /// In the order in which the archiver takes them: history files, then the oldest first
    /// (`ready_file_comparator`).
    package let names: [WALFileName]

    /// Reads the marks of a WAL directory; empty where they cannot be read.
    ///
    /// - Parameter limit: how many of the first are wanted.
    package init(in walDirectory: FilePath, limit: Int) {
        var first = FirstReady(limit: limit)
        if let directory = try? Directory(opening: walDirectory.appending("archive_status")) {
            var seen = 0
            try? directory.forEachName { entry in
                if entry.hasSuffix(Self.suffix),
                    let name = WALFileName(String(entry.dropLast(Self.suffix.count)))
                {
                    first.add(name)
                }
                seen += 1
                return seen < Self.scanLimit
            }
        }
        names = first.sorted()
    }

    /// Whether a file is marked, and not asked for by hand.
    package static func isMarked(_ name: WALFileName, in walDirectory: FilePath) -> Bool {
        let mark = walDirectory.appending("archive_status").appending("\(name)\(suffix)")
        return ((try? FileStatus.of(mark)) ?? nil) != nil
    }
}

/// The first of many names in the archiver's order, in bounded memory.
struct FirstReady {
    private let limit: Int
    private var names: [WALFileName] = []

    init(limit: Int) {
        self.limit = limit
    }

    mutating func add(_ name: WALFileName) {
        names.append(name)
        if names.count >= 4 * max(limit, 1) { names = sorted() }
    }

    func sorted() -> [WALFileName] {
        let keyed = names.map { (isHistory: $0.isHistory, text: $0.description, name: $0) }
        let inOrder = keyed.sorted { one, other in
            one.isHistory == other.isHistory ? one.text < other.text : one.isHistory
        }
        return inOrder.prefix(limit).map(\.name)
    }
}

extension WALFileName {
    fileprivate var isHistory: Bool {
        if case .history = self { true } else { false }
    }
}
