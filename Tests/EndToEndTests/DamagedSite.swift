import TestSupport

/// An archive with one object, perhaps damaged, and data directories that ask for it.
struct DamagedSite {
    /// The archive.
    let archive: ArchiveDirectory

    /// The object's name.
    let name: String

    /// What was archived under it.
    let segment: [UInt8]

    /// The data directory of each situation.
    private let data: [FetchSituation: DataDirectoryFixture]

    /// Archives a segment and damages the archived copy.
    init(_ form: StoredForm, _ damage: StoredDamage?, in scratch: ScratchDirectory) async throws {
        let right = WALFixture(seed: 1)
        var (misnamed, foreign) = (right, right)
        misnamed.number += 1
        foreign.systemIdentifier += 1
        (name, segment) = (right.name, right.bytes())
        archive = try await Self.archive(of: right, form, "archive", in: scratch)
        if let damage {
            let other = try await Self.archive(of: misnamed, form, "misnamed", in: scratch)
            let theirs = try await Self.archive(of: foreign, form, "foreign", in: scratch)
            let bytes = damage.bytes(
                of: try Disk.read(archive.object(name)),
                misnamed: try Disk.read(other.object(misnamed.name)),
                foreign: try Disk.read(theirs.object(name))
            )
            try Disk.write(bytes, to: archive.object(name))
            // Who copies an object that has a digest beside it, copies that too.
            let source = damage == .misnamed ? other.object(misnamed.name) : theirs.object(name)
            if form == .none, damage == .misnamed || damage == .foreign {
                let digest = try Disk.text("\(source).sha256").prefix(64)
                try Disk.write(
                    Array("\(digest)  \(name)\n".utf8),
                    to: "\(archive.object(name)).sha256"
                )
            }
        }
        var data: [FetchSituation: DataDirectoryFixture] = [:]
        for situation in FetchSituation.allCases {
            data[situation] = try DataDirectoryFixture(in: scratch, name: situation.rawValue)
        }
        try data[.recovery]?.signal(.recovery)
        try data[.standby]?.signal(.standby)
        try data[.strictStandby]?.signal(.standby)
        // By hand means outside of a data directory.
        try Disk.remove("\(scratch.path(FetchSituation.byHand.rawValue))/PG_VERSION")
        self.data = data
    }

    /// An archive that holds one segment.
    private static func archive(
        of fixture: WALFixture,
        _ form: StoredForm,
        _ name: String,
        in scratch: ScratchDirectory
    ) async throws -> ArchiveDirectory {
        guard form != .copied else {
            let archive = try ArchiveDirectory(in: scratch, name: name)
            try Disk.write(fixture.bytes(), to: archive.object(fixture.name))
            return archive
        }
        let archive = try ArchiveDirectory(
            in: scratch,
            name: name,
            settings: ["--compression", form.rawValue]
        )
        let data = try DataDirectoryFixture(
            in: scratch,
            name: "\(name).data",
            systemIdentifier: fixture.systemIdentifier
        )
        let path = try data.write(fixture.bytes(), as: fixture.name)
        let outcome = try await archive.push(path, as: fixture.name, in: data.path)
        guard outcome.status == 0 else { throw HarnessError("\(outcome)") }
        return archive
    }

    /// The `pg_wal` of a situation.
    func walDirectory(_ situation: FetchSituation) throws -> String {
        guard let data = data[situation] else { throw HarnessError("no such situation") }
        return "\(data.path)/pg_wal"
    }

    /// Fetches the object as PostgreSQL would; gives the outcome and where the file should be.
    func fetch(in situation: FetchSituation) async throws -> (Outcome, String) {
        guard let data = data[situation] else { throw HarnessError("no such situation") }
        var archive = archive
        // Fetching needs no other setting, and an archive tells by itself how it is stored.
        archive.settings = situation == .strictStandby ? ["--strict", "on"] : []
        let outcome = try await archive.fetch(name, to: "pg_wal/RECOVERYXLOG", in: data.path)
        return (outcome, "\(data.path)/pg_wal/RECOVERYXLOG")
    }
}
