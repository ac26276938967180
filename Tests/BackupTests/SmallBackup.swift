import Archive
import Codec
import Files
import SystemPackage
import TestSupport
import WAL

@testable import Backup

/// A backup of a few files in memory, to be restored into a scratch directory.
struct SmallBackup {
    /// Where the server's tablespace 7 was.
    static let space = "/srv/space"

    let objects: MemoryObjects
    var description: BackupDescription

    /// Stores one.
    ///
    /// - Parameters:
    ///   - files: of the data directory, beside those that each has.
    ///   - spaces: places of tablespaces by their numbers, each with one file.
    ///   - others: more files of the data directory.
    ///   - listed: the files of the data directory that its manifest lists; nil for no manifest.
    ///   - otherLines: what it says of others.
    init(
        _ number: UInt32 = 1,
        in objects: MemoryObjects = MemoryObjects(),
        files: [String: String] = [:],
        spaces: [UInt32: String] = [:],
        others: MiniTar = MiniTar(),
        listed: [String: String]? = nil,
        otherLines: [String] = [],
        parent: BackupName? = nil
    ) throws {
        self.objects = objects
        description = backup(number, segments: 2...2, ended: 1000 + Int64(number), parent: parent)
        let writer = try BackupWriter(
            description.begun,
            in: Self.place(of: objects),
            BackupForm(compressionLevel: 1, partBytes: 64 << 20)
        ) { _ in }
        for (oid, location) in spaces.sorted(by: { $0.key < $1.key }) {
            try writer.beginArchive(oid: oid, location: location)
            try writer.append(Self.tar(["PG_15/1": "rows"]).span.bytes)
        }
        try writer.beginArchive(oid: nil, location: nil)
        let all = Self.always.merging(files) { _, given in given }
        let tar = others.bytes + Self.tar(all)
        try writer.append(tar.span.bytes)
        if let listed {
            try writer.beginManifest()
            let bytes = try Self.manifest(listed, otherLines)
            try writer.append(bytes.span.bytes)
        }
        let stored = try writer.finishObjects()
        description.archives = stored.archives
        description.manifest = stored.manifest
    }

    private static func place(of objects: MemoryObjects) -> BackupPlace {
        BackupPlace(url: "memory:", policy: RetryPolicy(budget: .seconds(1))) {
            () throws(StoreError) in objects
        }
    }

    private static func manifest(
        _ files: [String: String],
        _ lines: [String]
    ) throws -> [UInt8] {
        var manifest = MiniManifest(lines)
        for (path, content) in files { try manifest.add(path, Array(content.utf8)) }
        return try manifest.bytes()
    }

    private static func tar(_ files: [String: String]) -> [UInt8] {
        var tar = MiniTar()
        for (name, content) in files.sorted(by: { $0.key < $1.key }) {
            tar.add(name, Array(content.utf8))
        }
        return tar.bytes
    }

    /// What a data directory holds beside what a test adds.
    static let always = ["backup_label": "label", "base/1": "rows", "global/pg_control": "control"]

    /// What the journal of its restore begins with.
    var journalHead: String { "wal-archive restore 1 \(description.name)" }

    /// Its restore into a directory.
    func restoration(
        to directory: String,
        mapping: [String: String] = [:],
        after parents: [BackupDescription] = [],
        combineProgram: String? = nil,
        kind: RecoverySettings.Kind = .recovery,
        owner: FileOwner? = nil,
        notice: @escaping @Sendable (String) -> Void = { _ in },
        progress: @escaping @Sendable (UInt64) -> Void = { _ in }
    ) -> Restoration {
        let request = RestoreRequest(
            chain: parents + [description],
            place: Self.place(of: objects),
            directory: FilePath(directory),
            tablespaceMapping: mapping.mapValues { FilePath($0) },
            owner: owner,
            threads: 1,
            combineProgram: combineProgram.map { FilePath($0) },
            progress: progress,
            notice: notice
        )
        let settings = RecoverySettings(
            restoreCommand: "wal-fetch %f %p",
            target: .latest,
            isInclusive: nil,
            action: nil,
            timeline: .of(1),
            kind: kind,
            mayArchive: true
        )
        return Restoration(request, settings: settings)
    }
}
