internal import Files
internal import SystemPackage

/// A full backup and the incremental ones on it, made one by pg_combinebackup (17 and newer).
///
/// Everything happens in a directory beside the one to be, which gets its name at the end. What an
/// interruption left there is begun anew.
struct Combination {
    private let request: RestoreRequest
    private let program: FilePath
    private let workPath: FilePath

    init(_ request: RestoreRequest) throws(BackupError) {
        guard let program = request.combineProgram else {
            throw .refused(
                "pg_combinebackup was not found, without which an incremental backup cannot be"
                    + " restored HINT: Name PostgreSQL's directory of programs with --bindir."
            )
        }
        self.request = request
        self.program = program
        let name = (request.directory.lastComponent?.string ?? "data") + ".wal-archive"
        workPath = request.directory.removingLastComponent().appending(name)
    }

    /// Unpacks each, combines them, has the result made ready, and gives it its name.
    ///
    /// - Parameter finish: makes a directory ready for a server.
    func run(
        finish: (FileTree, [UInt32: FilePath]) throws(BackupError) -> Void
    ) throws(BackupError) {
        let directory = request.directory
        let isThere = try BackupError.file { () throws(FileError) in
            try FileStatus.of(directory) != nil
        }
        if isThere, try !RestoreJournal.isEmpty(directory) {
            throw .refused(
                "the directory \"\(directory)\" is not empty"
                    + " HINT: Name another one, or move what is in it away."
            )
        }
        let journal = try begin()
        // pg_combinebackup finds them empty, and nobody else begins to fill them meanwhile.
        let claims = TablespaceClaims()
        let (output, locations) = try combine(claims)
        let tree = try UnpackedBackup.tree(output, request.owner)
        try finish(tree, locations)
        try BackupError.file { () throws(FileError) in
            for place in Set(locations.values) { try FileTree(place, owner: nil).sync() }
            try tree.sync()
        }
        try moveIntoPlace(output, isThere)
        try RemovedTree(workPath).empty(but: RestoreJournal.name)
        try journal.end()
        try RemovedTree(workPath).remove()
        claims.letGo()
    }

    /// Makes the directory beside the one to be, or empties what an interruption of ours left.
    ///
    /// - Returns: what keeps others out of it until it ends.
    private func begin() throws(BackupError) -> RestoreJournal {
        let tree = try UnpackedBackup.tree(workPath, request.owner)
        guard let journal = try RestoreJournal(in: workPath, tree: tree, subject: "combination")
        else {
            throw .refused(
                "the directory \"\(workPath)\", in which backups are combined, is not empty"
                    + " HINT: Move what is in it away."
            )
        }
        try RemovedTree(workPath).empty(but: RestoreJournal.name)
        return journal
    }

    /// Unpacks each, and has one made of them.
    private func combine(
        _ claims: TablespaceClaims
    ) throws(BackupError) -> (output: FilePath, [UInt32: FilePath]) {
        var arguments: [String] = []
        var locations: [UInt32: FilePath] = [:]
        for member in request.chain {
            let places = try unpack(member)
            arguments.append(path(of: member).string)
            guard member.name == request.chain.last?.name else { continue }
            for archive in member.archives {
                guard let oid = archive.oid, let place = places[oid] else { continue }
                let target = try request.location(of: archive)
                locations[oid] = target
                _ = try UnpackedBackup.tree(target, request.owner)
                claims.add(try TablespaceClaim(empty: target))
                arguments.insert("--tablespace-mapping=\(place)=\(target)", at: 0)
            }
        }
        let output = workPath.appending("combined")
        request.notice("combining \(request.chain.count) backups by \(program)")
        let status = try ChildProcess(
            program,
            arguments + ["--output=\(output)"],
            as: request.owner
        ).run()
        guard status == 0 else { throw .refused("\"\(program)\" failed with status \(status)") }
        return (output, locations)
    }

    private func path(of member: BackupDescription) -> FilePath {
        workPath.appending(member.name.description)
    }

    /// Unpacks one backup as pg_combinebackup expects it.
    private func unpack(_ member: BackupDescription) throws(BackupError) -> [UInt32: FilePath] {
        let path = path(of: member)
        let unpacked = try UnpackedBackup(member, in: path, request)
        let places = try unpacked.unpack { archive in
            workPath.appending("\(member.name).\(archive.file)")
        }.mapValues(\.path)
        try TablespaceLinks(places).write(into: path, unpacked.tree)
        try unpacked.releaseControlFile()
        return places
    }

    private func moveIntoPlace(_ output: FilePath, _ isThere: Bool) throws(BackupError) {
        guard let name = request.directory.lastComponent?.string else { return }
        try BackupError.file { () throws(FileError) in
            let parent = try FileTree(request.directory.removingLastComponent(), owner: nil)
            if isThere { try Directory(opening: parent.path).removeDirectory(name) }
            let work = workPath.lastComponent?.string ?? ""
            try parent.rename("\(work)/combined", to: name)
            try parent.sync()
        }
    }
}
