package import Files
package import WAL

/// What the spool says of one file, bound to all that makes it that file, that cluster and that
/// archive: a record that does not match exactly is none.
package struct SpoolRecord: Equatable, Sendable {
    /// What is said.
    package enum Statement: String, Sendable {
        /// The file in pg_wal is in the archive.
        case archived
        /// The file in the spool is the archive's, verified.
        case prefetched
    }

    /// How long it may be believed, in seconds: an archive that was wiped or replaced is noticed
    /// within this time.
    package static let lifetime: Int64 = 600
    /// Three thousand bytes of URL and some short lines; more is no record.
    package static let lengthLimit = 8192

    private let statement: Statement
    private let name: WALFileName
    private let file: FileStatus
    private let system: SystemIdentifier
    private let archive: ArchiveIdentity

    /// Which archive is meant.
    package struct ArchiveIdentity: Equatable, Sendable {
        /// Its URL, by `Store.canonicalURL`.
        package let url: String
        /// Its random name; nil where that is not asked for.
        package let id: String?

        /// Makes an identity of both.
        package init(url: String, id: String?) {
            self.url = url
            self.id = id
        }
    }

    /// Makes a record.
    ///
    /// - Parameters:
    ///   - file: the file as it was when the statement was found true.
    ///   - archive: the archive that it was found true of.
    package init(
        _ statement: Statement,
        name: WALFileName,
        file: FileStatus,
        system: SystemIdentifier,
        archive: ArchiveIdentity
    ) {
        self.statement = statement
        self.name = name
        self.file = file
        self.system = system
        self.archive = archive
    }

    /// The record as it is written at a moment.
    package func bytes(at moment: BootTime) -> [UInt8] {
        let text = binding + "boot \(moment.bootID)\ntime \(moment.seconds)\n"
        return Array((text + Self.checkLine(text)).utf8)
    }

    /// Whether what was read is this very record, whole and young enough.
    package func matches(_ bytes: [UInt8], at moment: BootTime) -> Bool {
        let beginning = Array((binding + "boot \(moment.bootID)\ntime ").utf8)
        guard bytes.starts(with: beginning) else { return false }
        let rest = bytes.dropFirst(beginning.count)
        let digits = String(decoding: rest.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        guard let written = Int64(digits), moment.believes(written) else { return false }
        return bytes == self.bytes(at: BootTime(bootID: moment.bootID, seconds: written))
    }

    private var binding: String {
        """
        wal-archive record 1: \(statement.rawValue)
        name \(name)
        size \(file.length)
        device \(file.device)
        inode \(file.inode)
        modified \(file.modified) \(file.modifiedNanoseconds)
        changed \(file.changed) \(file.changedNanoseconds)
        system \(system)
        archive \(archive.id ?? "-")
        url \(archive.url)

        """
    }

    /// A sum over the lines, for what was torn or changed by accident: who may write here may do
    /// more than forge a record.
    private static func checkLine(_ text: String) -> String {
        "check \(String(StringHash.fnv1a(text), radix: 16))\n"
    }
}
