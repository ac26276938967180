internal import Archive
package import Files
internal import SystemPackage
package import WAL

/// Segments that were fetched and verified before PostgreSQL asks for them.
package final class PrefetchedFiles: Sendable {
    private static let directoryName = "prefetched"
    private static let lockName = "prefetcher"
    static let recordSuffix = ".record"
    static let partSuffix = ".part"
    /// Names that one sweep looks at: more than any window has.
    private static let sweepLimit = 10_000

    private let spool: SpoolDirectory
    private let system: SystemIdentifier
    private let url: String
    private let mode: FilePermissions

    /// Names the files of a cluster and an archive.
    ///
    /// - Parameter isGroupReadable: whether the data directory's group may read what is delivered.
    package init(
        _ spool: SpoolDirectory,
        system: SystemIdentifier,
        url: String,
        isGroupReadable: Bool
    ) {
        self.spool = spool
        self.system = system
        self.url = url
        mode = FilePermissions(rawValue: isGroupReadable ? 0o640 : 0o600)
    }

    /// A segment that is there, whole and to be believed; nil for any other.
    package func find(_ segment: SegmentName) -> PrefetchedFile? {
        let name = segment.description
        guard let now = BootTime.now(),
            let directory = spool.subdirectory(Self.directoryName, creating: false),
            let bytes = try? directory.contents(
                of: name + Self.recordSuffix,
                limit: SpoolRecord.lengthLimit
            ),
            let file = try? ReadableFile(opening: name, in: directory),
            let status = try? file.status(), status.permissions == mode,
            record(segment, status).matches(bytes, at: now)
        else { return nil }
        return PrefetchedFile(name: name, file: file, directory: directory)
    }

    /// How many bytes somebody who is at it has of a segment; nil where nobody is.
    package func progress(of segment: SegmentName) -> UInt64? {
        let name = segment.description + Self.partSuffix
        guard let directory = spool.subdirectory(Self.directoryName, creating: false),
            FileLock.isHeld(name, in: directory),
            let status = try? directory.status(of: name)
        else { return nil }
        return status.length
    }

    /// Whether some process fetches ahead for this cluster.
    package var isBeingFilled: Bool { FileLock.isHeld(Self.lockName, in: spool.directory) }

    /// Takes the right to fetch ahead, which one process at a time has, and removes what a dead one
    /// left behind.
    package func claim() -> FileLock? {
        guard spool.mayBeChanged,
            let lock = try? FileLock.take(Self.lockName, in: spool.directory)
        else { return nil }
        let whole = names().compactMap { SegmentName($0) }.filter { find($0) != nil }
        sweep(keeping: Set(whole))
        return lock
    }

    /// The place of a segment that is to be fetched.
    package func target(_ segment: SegmentName) throws(FileError) -> PrefetchTarget {
        guard spool.mayBeChanged,
            let directory = spool.subdirectory(Self.directoryName, creating: true)
        else {
            throw FileError(.open, spool.directory.path, .noSuchFileOrDirectory)
        }
        return PrefetchTarget(segment.description, in: directory, mode: mode) { status in
            BootTime.now().map { self.record(segment, status).bytes(at: $0) }
        }
    }

    /// Whether a segment has not been taken yet.
    package func has(_ segment: SegmentName) -> Bool {
        guard let directory = spool.subdirectory(Self.directoryName, creating: false) else {
            return false
        }
        return ((try? directory.status(of: segment.description)) ?? nil) != nil
    }

    /// Removes everything but some segments.
    package func sweep(keeping segments: Set<SegmentName>) {
        guard spool.mayBeChanged,
            let directory = spool.subdirectory(Self.directoryName, creating: false)
        else { return }
        let kept = Set(
            segments.flatMap { ["\($0)", "\($0)\(Self.recordSuffix)", "\($0)\(Self.partSuffix)"] }
        )
        for name in names() where !kept.contains(name) { try? directory.remove(name) }
    }

    /// Removes what a process left that was killed, once nobody is going to ask for it.
    package func removeAbandoned() {
        guard !names().isEmpty, let lock = claim() else { return }
        withExtendedLifetime(lock) { sweep(keeping: []) }
    }

    /// The room that its file system has.
    package func space() throws(FileError) -> FileSystemSpace {
        try spool.directory.space()
    }

    private func names() -> [String] {
        var names: [String] = []
        let directory = spool.subdirectory(Self.directoryName, creating: false)
        try? directory?.forEachName { name in
            names.append(name)
            return names.count < Self.sweepLimit
        }
        return names
    }

    private func record(_ segment: SegmentName, _ status: FileStatus) -> SpoolRecord {
        SpoolRecord(
            .prefetched,
            name: .segment(segment),
            file: status,
            system: system,
            archive: .init(url: url, id: nil)
        )
    }
}
