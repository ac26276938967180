internal import Files
internal import SystemPackage

extension RestoreRequest {
    /// Makes sure that each tablespace gets a directory of its own, and that every one that the
    /// mapping names is in the backup.
    func checkTablespaces(of backup: BackupDescription) throws(BackupError) {
        let old = backup.archives.compactMap(\.location)
        for place in tablespaceMapping.keys.sorted() where !old.contains(place) {
            throw .refused(
                "no tablespace of backup \(backup.name) lies at \"\(place)\" HINT: "
                    + (old.isEmpty
                        ? "The backup has no tablespaces."
                        : "Those of the backup lie at: \(old.joined(separator: ", ")).")
            )
        }
        var places = [("the data directory", directory, Self.resolved(directory))]
        for archive in backup.archives where archive.oid != nil {
            let path = try location(of: archive)
            let real = Self.resolved(path)
            for other in places where real.starts(with: other.2) || other.2.starts(with: real) {
                throw .refused(
                    "\(other.0) and tablespace \"\(archive.location ?? "")\" would lie in one"
                        + " another: \"\(other.1)\" and \"\(path)\" HINT: Give each a directory of"
                        + " its own: --tablespace-mapping OLD=NEW."
                )
            }
            places.append(("tablespace \"\(archive.location ?? "")\"", path, real))
        }
    }

    /// A path without symbolic links, as far as it is there.
    private static func resolved(_ path: FilePath) -> FilePath {
        var there = path.lexicallyNormalized()
        var rest: [FilePath.Component] = []
        while let name = there.lastComponent {
            if let real = FileStatus.resolved(there) { return real.appending(rest.reversed()) }
            rest.append(name)
            there.removeLastComponent()
        }
        return path.lexicallyNormalized()
    }
}
