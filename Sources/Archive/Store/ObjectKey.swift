package import WAL

/// An object's name below the archive's URL: for WAL the file's own name, whatever its form.
package struct ObjectKey: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Where an archive says whose it is; the hyphen keeps it apart from every WAL name.
    package static let marker = Self("wal-archive.cluster")

    /// The key as the store knows it, without the archive's URL.
    package let name: String

    private init(_ name: String) {
        self.name = name
    }

    /// The key of one of PostgreSQL's files.
    package init(_ file: WALFileName) {
        name = file.description
    }

    /// The key of one of PostgreSQL's files or of one that was kept beside it.
    package init(_ file: ArchivedFileName) {
        name = file.description
    }

    /// A key that a listing gave; nil for what is no WAL file.
    package init?(listed name: String) {
        guard let file = ArchivedFileName(name) else { return nil }
        self.init(file)
    }

    /// The segment that the key stands for; nil for everything else.
    package var segment: SegmentName? { SegmentName(name) }

    /// The timeline whose history file the key stands for; nil for everything else.
    package var historyTimeline: TimelineID? {
        if case .history(let timeline)? = WALFileName(name) { timeline } else { nil }
    }

    /// What the key says; nil for the marker.
    package var file: ArchivedFileName? { ArchivedFileName(name) }

    package var description: String { name }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.name < rhs.name }
}
