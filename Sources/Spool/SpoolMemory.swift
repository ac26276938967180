package import Archive
internal import Files
internal import WAL

/// What earlier calls learnt about archives, kept in the spool: a file for each archive.
package final class SpoolMemory: ArchiveMemory {
    private static let prefix = "archive-"
    /// A URL of 4,096 bytes and some short lines.
    private static let lengthLimit = 8192
    /// Far more archives than a cluster ever has; beyond, the oldest record goes.
    private static let recordLimit = 16

    private let spool: SpoolDirectory
    private let now: () -> BootTime?

    /// Remembers in a spool.
    ///
    /// - Parameter now: tells the moment.
    package init(_ spool: SpoolDirectory, now: @escaping () -> BootTime? = BootTime.now) {
        self.spool = spool
        self.now = now
    }

    /// Reads an archive's record; one that was cut off, or is something else, is none.
    ///
    /// It is recent for ten minutes, as `SpoolRecord` is, and until the machine starts again.
    package func record(of archive: String) -> ArchiveRecord? {
        let name = Self.fileName(archive)
        guard let bytes = try? spool.directory.contents(of: name, limit: Self.lengthLimit),
            let record = ArchiveRecord(bytes, at: now()), record.archive == archive
        else { return nil }
        return record
    }

    /// Writes an archive's record, as of now.
    package func remember(_ record: ArchiveRecord) {
        let name = Self.fileName(record.archive)
        guard (try? spool.directory.replace(name, with: record.bytes(at: now()))) != nil else {
            return
        }
        removeOldest(sparing: name)
    }

    private func removeOldest(sparing name: String) {
        var others: [(name: String, modified: Int64)] = []
        try? spool.directory.forEachName { found in
            guard found.hasPrefix(Self.prefix), found != name else { return true }
            if let status = try? spool.directory.status(of: found) {
                others.append((found, status.modified))
            }
            return true
        }
        others.sort { $0.modified > $1.modified }
        for old in others.dropFirst(Self.recordLimit - 1) {
            try? spool.directory.remove(old.name)
        }
    }

    /// Two archives of one name would exchange their records, and remember less.
    private static func fileName(_ archive: String) -> String {
        let digits = String(StringHash.fnv1a(archive), radix: 16)
        return prefix + String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}

extension ArchiveRecord {
    /// Stands for what is not known.
    private static let unknown = "unknown"

    /// Six lines, the last one ended too.
    ///
    /// - Parameter moment: when it was found; of a record without one nothing is recent.
    func bytes(at moment: BootTime?) -> [UInt8] {
        let text = """
            archive \(archive)
            system \(system)
            id \(archiveID ?? Self.unknown)
            creates_once \(createsOnce ? "on" : Self.unknown)
            boot \(moment?.bootID ?? Self.unknown)
            time \(moment?.seconds ?? 0)

            """
        return Array(text.utf8)
    }

    /// Reads what `bytes(at:)` writes, at another moment; nil for anything else, such as the four
    /// lines of earlier versions, which do not tell when they were true.
    init?(_ bytes: [UInt8], at now: BootTime?) {
        let lines = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        let names = ["archive ", "system ", "id ", "creates_once ", "boot ", "time "]
        guard lines.count == names.count + 1,
            zip(lines, names).allSatisfy({ $0.hasPrefix($1) })
        else { return nil }
        let values = zip(lines, names).map { String($0.dropFirst($1.count)) }
        guard let system = UInt64(values[1]).flatMap({ SystemIdentifier($0) }),
            let seconds = Int64(values[5])
        else { return nil }
        self.init(
            archive: values[0],
            system: system,
            archiveID: values[2] == Self.unknown ? nil : values[2],
            createsOnce: values[3] == "on"
        )
        let written = BootTime(bootID: values[4], seconds: seconds)
        // Nothing but the very lines counts.
        guard self.bytes(at: written) == bytes else { return nil }
        isRecent = now.map { $0.bootID == written.bootID && $0.believes(seconds) } ?? false
    }
}
