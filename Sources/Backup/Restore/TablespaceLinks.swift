internal import Files
internal import SystemPackage

/// The places of tablespaces, as PostgreSQL finds them.
struct TablespaceLinks {
    private static let mapFile = "tablespace_map"

    private let locations: [UInt32: FilePath]

    init(_ locations: [UInt32: FilePath]) {
        self.locations = locations
    }

    /// Writes the links of pg_tblspc, and tablespace_map, from which the server makes them anew.
    func write(into tree: FileTree) throws(BackupError) {
        guard !locations.isEmpty else { return }
        try link(in: tree)
        var map = TablespaceMap([])
        map.locations = locations.mapValues(\.string)
        let bytes = map.bytes
        try BackupError.file { () throws(FileError) in
            let file = try tree.open(FilePath(Self.mapFile))
            try file.setLength(0)
            try file.write(unsafe bytes.span.bytes, at: 0)
        }
    }

    /// Writes the links alone, by which pg_combinebackup goes; its result keeps the map, and what the
    /// manifest says of it.
    func link(in tree: FileTree) throws(BackupError) {
        try BackupError.file { () throws(FileError) in
            for (oid, path) in locations { try tree.link("pg_tblspc/\(oid)", to: path) }
        }
    }
}
