internal import Files
internal import SystemPackage

/// A full backup and the incremental ones on it, made one by pg_combinebackup (17 and newer).
///
/// Everything happens in directories within those to be, which may be mount points: what is combined
/// is moved up at the end. What an interruption left there before is begun anew.
struct Combination {
    /// Noted when what was combined is durable and proven; true for ever.
    static let doneMark = RestoreJournalText.combinedMark
    private static let work: FilePath.Component = "wal-archive.combination"

    private let request: RestoreRequest
    private let program: FilePath
    private let site: RestoreSite

    init(
        _ request: RestoreRequest,
        of backup: BackupDescription
    ) throws(BackupError) {
        guard let program = request.combineProgram else {
            throw .refused(
                "pg_combinebackup was not found, without which an incremental backup cannot be"
                    + " restored HINT: Name PostgreSQL's directory of programs with --bindir."
            )
        }
        self.request = request
        self.program = program
        site = try RestoreSite(
            backup.name,
            in: request.directory,
            owner: request.owner,
            detail: " combined" + RestoreSite.detail(request)
        )
    }

    private var workPath: FilePath { site.directory.appending(Self.work) }
    private var output: FilePath { workPath.appending("combined") }

    /// Unpacks each, combines them, and has the result made ready.
    ///
    /// - Parameter finish: makes a directory ready for a server.
    func run(
        _ backup: BackupDescription,
        finish: (FileTree, [UInt32: FileTree]) throws(BackupError) -> Void
    ) throws(BackupError) {
        var spaces: [UInt32: FileTree] = [:]
        for archive in backup.archives {
            guard let oid = archive.oid else { continue }
            spaces[oid] = try site.claim(request.location(of: archive), oid)
        }
        try site.journal.makeDurable()
        if site.journal.isInDoubt { request.noticeDoubt(site.directory) }
        if site.isWhole || site.journal.done.contains(Self.doneMark) {
            request.progress(request.chain.reduce(0) { $0 &+ $1.storedBytes })
        } else {
            try site.beginAnew(Array(spaces.values))
            try combine(spaces)
        }
        try moveUp(from: output, to: site.directory)
        for space in spaces.values {
            try moveUp(from: space.path.appending(Self.work), to: space.path)
        }
        try RemovedTree(workPath).remove()
        try finish(site.tree, spaces)
        try site.sync(Array(spaces.values))
        try site.releaseControlFile()
    }

    /// Unpacks each, has one made of them, and proves it.
    private func combine(_ spaces: [UInt32: FileTree]) throws(BackupError) {
        _ = try RestoreSite.tree(workPath, request.owner)
        var words: [String] = []
        var places: [UInt32: FilePath] = [:]
        for member in request.chain {
            places = try unpack(member)
            words.append(path(of: member).string)
        }
        let targets = spaces.mapValues { $0.path.appending(Self.work) }
        for (oid, target) in targets.sorted(by: { $0.key < $1.key }) {
            guard let place = places[oid] else { continue }
            words.insert("--tablespace-mapping=\(Self.word(place))=\(Self.word(target))", at: 0)
        }
        request.notice("combining \(request.chain.count) backups by \(program)")
        let child = ChildProcess(program, words + ["--output=\(output)"], as: request.owner)
        let status = try site.journal.withLockingDescriptor { lock throws(BackupError) in
            try child.run(keeping: lock)
        }
        guard status == 0 else { throw .refused("\"\(program)\" failed with status \(status)") }
        try BackupError.file { () throws(FileError) in
            try FileTree(output, owner: request.owner)
                .rename(PartUnpacker.controlFile, to: PartUnpacker.heldControlFile)
        }
        try site.sync(Array(spaces.values))
        try site.verify(FileChecks(manifest()), in: output, targets, request)
        try site.journal.note(Self.doneMark)
        try site.journal.makeDurable()
    }

    /// A path in a mapping, where an equals sign would end it.
    static func word(_ path: FilePath) -> String {
        path.string.split(separator: "=", omittingEmptySubsequences: false).joined(separator: "\\=")
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
        try TablespaceLinks(places).link(in: unpacked.site.tree)
        try unpacked.site.releaseControlFile()
        return places
    }

    /// What pg_combinebackup says of its result: it always writes a manifest.
    private func manifest() throws(BackupError) -> BackupManifest {
        let path = output.appending(BackupFile.manifest)
        let bytes = try BackupError.file { () throws(FileError) in
            try WholeFile.read(path, limit: BackupManifest.lengthLimit)
        }
        guard let bytes else {
            throw .refused("\"\(program)\" made no manifest to verify its result by")
        }
        return try BackupManifest(bytes, name: path.string)
    }

    /// Moves everything in a directory, which goes with it; one that is gone was moved before.
    private func moveUp(from: FilePath, to: FilePath) throws(BackupError) {
        try BackupError.file { () throws(FileError) in
            guard try FileStatus.of(from) != nil else { return }
            let source = try Directory(opening: from, followingLink: false)
            let target = try Directory(opening: to)
            for entry in try source.entries() { try source.moveEntry(entry, to: target) }
            guard let name = from.lastComponent else { return }
            try Directory(opening: from.removingLastComponent())
                .removeEntry(name, isDirectory: true)
        }
    }
}
