internal import Files
package import SystemPackage
internal import Tar

/// The files of a directory of settings, as /etc/postgresql/15/main, which no base backup has in
/// it: kept with a backup as a tar archive.
package struct SavedConfiguration: Equatable, Sendable {
    /// Settings, keys and certificates of a server fill a few pages.
    private static let lengthLimit = 16 << 20
    private static let memberLimit = 1000
    private static let depthLimit = 8

    /// A link to the server's log, where pg_createcluster was told of another one.
    private static let log = "log"

    /// Directories before what is in them.
    var members: [TarMember] = []

    /// Reads a directory; a symbolic link counts as the file that it leads to.
    package init(of directory: FilePath) throws(BackupError) {
        try add(directory, below: "", depth: 0)
    }

    private mutating func add(
        _ path: FilePath,
        below prefix: String,
        depth: Int
    ) throws(BackupError) {
        guard depth < Self.depthLimit else { throw Self.excess(path) }
        for (name, status) in try Self.entries(of: path) {
            let inner = path.appending(name)
            var member = TarMember(
                path: prefix + name,
                mode: UInt16(truncatingIfNeeded: status.permissions.rawValue) & 0o777,
                modified: status.modified,
                content: nil
            )
            if status.isRegular {
                member.content = try BackupError.file { () throws(FileError) in
                    try WholeFile.read(inner, limit: Self.lengthLimit + 1) ?? []
                }
            }
            members.append(member)
            let length = members.reduce(0) { $0 + ($1.content?.count ?? 0) }
            guard members.count <= Self.memberLimit, length <= Self.lengthLimit,
                member.path.utf8.count <= TarMember.pathLimit
            else { throw Self.excess(path) }
            if status.isDirectory { try add(inner, below: "\(prefix)\(name)/", depth: depth + 1) }
        }
    }

    /// What counts in a directory: a link to another one, as to the data, does not.
    private static func entries(
        of path: FilePath
    ) throws(BackupError) -> [(name: String, status: FileStatus)] {
        try BackupError.file { () throws(FileError) in
            let directory = try Directory(opening: path)
            var names: [String] = []
            try directory.forEachName { name in
                names.append(name)
                return true
            }
            var entries: [(name: String, status: FileStatus)] = []
            for name in names.sorted() {
                guard let own = try directory.status(of: name) else { continue }
                if own.isDirectory || own.isRegular {
                    entries.append((name, own))
                } else if name != log, let target = try FileStatus.of(path.appending(name)),
                    target.isRegular
                {
                    entries.append((name, target))
                }
            }
            return entries
        }
    }

    private static func excess(_ path: FilePath) -> BackupError {
        .refused(
            "\"\(path)\" holds more than settings: \(memberLimit) files, \(lengthLimit >> 20) MiB,"
                + " names of \(TarMember.pathLimit) bytes and \(depthLimit) directories in one"
                + " another are the most that is saved"
        )
    }

    /// The archive.
    var bytes: [UInt8] { members.flatMap { $0.bytes ?? [] } + TarMember.terminator }

    /// Reads an archive.
    init(_ bytes: [UInt8], name: String) throws(BackupError) {
        var reader = TarReader()
        var consumed = 0
        do throws(TarError) {
            while !reader.hasEnded {
                let step = try reader.next(unsafe bytes.span.bytes, consumed: &consumed)
                switch step {
                case .needsMore: throw TarError.truncated(offset: reader.offset)
                case .member(let header): begin(header)
                case .content(let count):
                    members[members.count - 1].content? += bytes[(consumed - count)..<consumed]
                case .endOfMember, .endOfArchive: continue
                }
            }
        } catch {
            throw .tar(error, file: name)
        }
    }

    private mutating func begin(_ header: TarHeader) {
        members.append(
            TarMember(
                path: header.path.string,
                mode: header.mode,
                modified: 0,
                content: header.kind == .file ? [] : nil
            )
        )
    }

    /// Fetches what a backup has saved; nil where it has saved nothing.
    package init?(
        of backup: BackupDescription,
        in place: BackupPlace
    ) throws(BackupError) {
        guard let part = backup.configuration else { return nil }
        let name = try backup.name.object(BackupFile.configuration)
        guard part.plainBytes <= UInt64(2 * Self.lengthLimit) else {
            throw .damaged("\(place.url)/\(name)", reason: "it has \(part.plainBytes) bytes")
        }
        let sink = ByteSink()
        try StoredPart(part).read(name, from: place.objects()) { bytes in
            sink.append(bytes)
            return true
        }
        try self.init(sink.bytes, name: "\(place.url)/\(name)")
    }
}
