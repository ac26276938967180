package import Archive
internal import Files
internal import WAL

/// What earlier calls learnt about archives, kept in the spool: a file for each archive.
package final class SpoolMemory: ArchiveMemory {
    private static let prefix = "archive-"
    /// A URL of 4,096 bytes and three short lines.
    private static let lengthLimit = 8192
    /// Far more archives than a cluster ever has; beyond, the oldest record goes.
    private static let recordLimit = 16

    private let spool: SpoolDirectory

    /// Remembers in a spool.
    package init(_ spool: SpoolDirectory) {
        self.spool = spool
    }

    /// Reads an archive's record; one that was cut off, or is something else, is none.
    package func record(of archive: String) -> ArchiveRecord? {
        let name = Self.fileName(archive)
        guard let bytes = try? spool.directory.contents(of: name, limit: Self.lengthLimit),
            let record = ArchiveRecord(bytes), record.archive == archive
        else { return nil }
        return record
    }

    /// Writes an archive's record.
    package func remember(_ record: ArchiveRecord) {
        let name = Self.fileName(record.archive)
        guard (try? spool.directory.replace(name, with: record.bytes)) != nil else { return }
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
    /// Four lines, the last one ended too.
    var bytes: [UInt8] {
        let lines = [
            "archive \(archive)", "system \(system)", "id \(archiveID ?? "unknown")",
            "creates_once \(createsOnce ? "on" : "unknown")",
        ]
        return Array(lines.map { $0 + "\n" }.joined().utf8)
    }

    /// Reads what `bytes` writes; nil for anything else.
    init?(_ bytes: [UInt8]) {
        let lines = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        let names = ["archive ", "system ", "id ", "creates_once "]
        guard lines.count == names.count + 1,
            zip(lines, names).allSatisfy({ $0.hasPrefix($1) })
        else { return nil }
        let values = zip(lines, names).map { String($0.dropFirst($1.count)) }
        guard let system = UInt64(values[1]).flatMap({ SystemIdentifier($0) }) else { return nil }
        self.init(
            archive: values[0],
            system: system,
            archiveID: values[2] == "unknown" ? nil : values[2],
            createsOnce: values[3] == "on"
        )
        // Nothing but the very lines counts.
        guard self.bytes == bytes else { return nil }
    }
}
