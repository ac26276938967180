internal import Files
internal import SystemPackage

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
