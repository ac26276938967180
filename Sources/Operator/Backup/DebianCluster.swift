internal import Config
internal import Files
internal import FrontEnd
internal import SystemPackage

/// A cluster as Debian's pg_createcluster lays it out: settings in /etc/postgresql/VERSION/NAME.
struct DebianCluster {
    /// Where all of them are, and what names another place to Debian's own tools (PgCommon.pm).
    private static let root = "/etc/postgresql"
    private static let rootVariable = "PG_CLUSTER_CONF_ROOT"
    private static let lengthLimit = 1 << 20
    private static let fileLimit = 1000
    private static let directoryMode = FilePermissions(rawValue: 0o755)

    /// Where its settings are.
    let directory: FilePath
    private let name: String

    /// Takes a name like `15/main`.
    init(_ name: String, _ environment: [String: String]) throws(CommandError) {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !["", ".", ".."].contains($0) }) else {
            throw CommandError(.usage, "\"\(name)\" is not a cluster like 15/main")
        }
        self.name = name
        directory = FilePath(environment[Self.rootVariable] ?? Self.root).appending(name)
    }

    /// Its data directory: as its settings say, else where Debian has it.
    func dataDirectory() throws(CommandError) -> FilePath {
        try setting("data_directory").map { FilePath($0) }
            ?? FilePath("/var/lib/postgresql").appending(name)
    }

    /// Makes the directory above its data, one for each version, where it is not there.
    func makeRoom(for data: FilePath, owner: FileOwner?) throws(CommandError) {
        try reading { () throws(FileError) in
            _ = try FileTree(
                makingAt: data.removingLastComponent(),
                mode: Self.directoryMode,
                owner: owner
            )
        }
    }

    /// How libpq reaches its server.
    func connection() throws(CommandError) -> String {
        let sockets = try setting("unix_socket_directories") ?? "/var/run/postgresql"
        let socket = sockets.prefix { $0 != "," }
        return "host='\(socket)' port=\(try setting("port") ?? "5432")"
    }

    /// A setting in postgresql.conf or in a file of its conf.d, which is read after it.
    private func setting(_ name: String) throws(CommandError) -> String? {
        var found: String?
        for file in try files() {
            let bytes = try reading { () throws(FileError) in
                try WholeFile.read(file, limit: Self.lengthLimit)
            }
            let text = String(decoding: bytes ?? [], as: UTF8.self)
            for line in text.split(whereSeparator: \.isNewline) {
                found = Self.value(of: name, in: line) ?? found
            }
        }
        return found
    }

    private func files() throws(CommandError) -> [FilePath] {
        let main = directory.appending("postgresql.conf")
        guard try reading({ () throws(FileError) in try FileStatus.of(main) }) != nil else {
            throw CommandError(
                .absentOrDifferent,
                "\"\(main)\" does not exist HINT: pg_lsclusters lists clusters; a saved"
                    + " configuration is restored by --with-configuration."
            )
        }
        let included = directory.appending("conf.d")
        var names: [String] = []
        if try reading({ () throws(FileError) in try FileStatus.of(included) }) != nil {
            try reading { () throws(FileError) in
                try Directory(opening: included).forEachName { name in
                    if name.hasSuffix(".conf"), !name.hasPrefix(".") { names.append(name) }
                    return names.count < Self.fileLimit
                }
            }
        }
        return [main] + names.sorted().map { included.appending($0) }
    }

    /// `name = 'value'`, quoted or not, with or without the sign.
    private static func value(of name: String, in line: Substring) -> String? {
        let text = line.drop { $0 == " " || $0 == "\t" }
        guard text.prefix(name.count).lowercased() == name else { return nil }
        let rest = text.dropFirst(name.count)
        guard let next = rest.first, " \t=".contains(next) else { return nil }
        let value = rest.drop { " \t=".contains($0) }
        guard value.first == "'" else {
            let word = value.prefix { !" \t#".contains($0) }
            return word.isEmpty ? nil : String(word)
        }
        var quoted = ""
        var characters = value.dropFirst()
        while let character = characters.popFirst() {
            if character == "'" {
                guard characters.first == "'" else { return quoted }
                characters.removeFirst()
            }
            quoted.append(character)
        }
        return nil
    }

    private func reading<Value>(
        _ call: () throws(FileError) -> Value
    ) throws(CommandError) -> Value {
        do throws(FileError) {
            return try call()
        } catch {
            throw CommandError(.cannotTell, error.description)
        }
    }
}
