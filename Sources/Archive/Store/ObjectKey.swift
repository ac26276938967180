package import WAL

/// An object's name below the archive's URL: for WAL the file's own name, whatever its form.
package struct ObjectKey: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Where an archive says whose it is; the hyphen keeps it apart from every WAL name.
    package static let marker = Self("wal-archive.cluster")
    /// Everything else of ours that is no WAL lies below this.
    package static let ownFolder = ".wal-archive"
    /// What a check writes, once.
    package static let check = Self("\(ownFolder)/check")
    /// What nobody ever writes: an archive must say that it is absent.
    package static let neverThere = Self("\(ownFolder)/never-there")

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

    /// Whether the object is one of ours and no WAL, which has no digest beside it.
    package var isOwn: Bool { self == .marker || isInOwnFolder }

    /// Whether it lies in our own folder.
    package var isInOwnFolder: Bool { name.hasPrefix(Self.ownFolder + "/") }

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
