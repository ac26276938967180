internal import CLinux
internal import Config
internal import Files
internal import FrontEnd
internal import SystemPackage

/// Where a restore goes: a directory, or the data directory of one of Debian's clusters.
struct RestorePlace {
    /// As pg_createcluster lays them out.
    private static let clusters: FilePath = "/etc/postgresql"
    private static let lengthLimit = 1 << 20

    let to: String?
    let cluster: String?

    /// The directory, absolute.
    func directory(_ call: Call) throws(CommandError) -> FilePath {
        switch (to, cluster) {
        case (let to?, nil):
            let path = FilePath(to)
            let absolute =
                path.isAbsolute ? path : call.invocation.workingDirectory.pushing(path)
            return absolute.lexicallyNormalized()
        case (nil, let cluster?): return try Self.dataDirectory(of: cluster)
        default: throw CommandError(.usage, "expected either --to or --cluster")
        }
    }

    private static func dataDirectory(of cluster: String) throws(CommandError) -> FilePath {
        let parts = cluster.split(separator: "/")
        guard parts.count == 2, parts.allSatisfy({ $0 != ".." && $0 != "." }) else {
            throw CommandError(.usage, "\"\(cluster)\" is not a cluster like 15/main")
        }
        let file = clusters.appending(String(parts[0])).appending(String(parts[1]))
            .appending("postgresql.conf")
        let bytes: [UInt8]?
        do throws(FileError) {
            bytes = try WholeFile.read(file, limit: lengthLimit)
        } catch {
            throw CommandError(.cannotTell, error.description)
        }
        guard let bytes else {
            throw CommandError(.absentOrDifferent, "\"\(file)\" does not exist")
        }
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n").reversed() {
            let words = line.split(separator: "'", omittingEmptySubsequences: false)
            let name = words[0].filter { $0 != " " && $0 != "=" && $0 != "\t" }
            if words.count >= 3, name == "data_directory" { return FilePath(String(words[1])) }
        }
        return FilePath("/var/lib/postgresql").appending(String(parts[0]))
            .appending(String(parts[1]))
    }
}

/// The user who is to own what root restores.
struct FileOwnerName {
    private static let standard = "postgres"

    private let name: String?

    init(_ name: String?) {
        self.name = name
    }

    /// Who it is; nil where the caller is nobody's root and keeps what he writes.
    func find() throws(CommandError) -> FileOwner? {
        guard ProcessOwner.isRoot else {
            guard name == nil else {
                throw CommandError(.usage, "only root can give files away with --owner")
            }
            return nil
        }
        let name = name ?? Self.standard
        guard let entry = unsafe getpwnam(name) else {
            throw CommandError(
                .usage,
                "there is no user \"\(name)\" HINT: Name who runs PostgreSQL here with --owner."
            )
        }
        return unsafe FileOwner(user: entry.pointee.pw_uid, group: entry.pointee.pw_gid)
    }
}

/// Finds PostgreSQL's programs where Debian and others put them.
struct ProgramSearch {
    private let bindir: String?
    private let path: String

    init(bindir: String?, _ environment: [String: String]) {
        self.bindir = bindir
        path = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    }

    /// The program's path; nil where there is none.
    func find(_ program: String, serverVersion: String) -> FilePath? {
        let major = serverVersion.prefix { $0.isNumber }
        let places =
            bindir.map { [$0] }
            ?? (["/usr/lib/postgresql/\(major)/bin"] + path.split(separator: ":").map(String.init))
        return places.map { FilePath($0).appending(program) }.first { candidate in
            ((try? FileStatus.of(candidate)) ?? nil)?.isRegular ?? false
        }
    }
}
