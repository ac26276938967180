internal import Crypto
internal import Records
internal import SystemPackage
internal import Tar

/// Compares archives with their manifest while they are copied: what is missing, cut off or changed
/// must not become a backup.
final class ManifestComparison {
    private static let hint =
        " HINT: Copy what pg_basebackup wrote once more, or take a new backup."
    /// pg_basebackup --write-recovery-conf adds to it behind the manifest's back.
    private static let automaticSettings = "postgresql.auto.conf"

    private let directory: FilePath
    private let files: [FilePath: BackupManifest.File]
    private var missing: Set<FilePath>
    /// How many files have a checksum of a kind that this program does not compute.
    private(set) var uncheckedCount = 0

    /// The archive that is being copied, for messages.
    private var archive = ""
    /// How the manifest's names of its files begin.
    private var prefix = FilePath()
    private var reader = TarReader()
    /// The file that passes by; nil for what the manifest does not list.
    private var current: BackupManifest.File?
    private var crc = CRC32C()
    private var digest: SHA256?

    /// Begins with nothing compared.
    ///
    /// - Parameters:
    ///   - manifest: nil where there is none: then only the archives' structure is checked.
    ///   - directory: the archives', for messages.
    init(_ manifest: BackupManifest?, of directory: FilePath) {
        self.directory = directory
        files = Dictionary((manifest?.files ?? []).map { ($0.path, $0) }) { first, _ in first }
        missing = Set(files.keys)
    }

    /// An archive begins.
    ///
    /// - Parameter oid: the tablespace; nil for the data directory.
    func begin(_ archive: FilePath, oid: UInt32?) {
        self.archive = archive.string
        prefix = oid.map { FilePath("pg_tblspc/\($0)") } ?? FilePath()
        reader = TarReader()
        current = nil
    }

    /// Takes the archive's next bytes.
    func take(_ bytes: RawSpan) throws(BackupError) {
        var consumed = 0
        while true {
            switch try reader.next(bytes, consumed: &consumed, of: archive) {
            case .needsMore: return
            case .member(let header): try begin(header)
            case .content(let count):
                try update(bytes.extracting((consumed - count)..<consumed))
            case .endOfMember: try endMember()
            case .endOfArchive: continue
            }
        }
    }

    /// Ends the archive, which pg_basebackup never leaves without the zeros that end one.
    func endArchive() throws(BackupError) {
        guard reader.hasEnded else {
            throw .damaged(archive, reason: "it was cut off at byte \(reader.offset)\(Self.hint)")
        }
    }

    /// Ends the comparison: nothing of the manifest may be missing.
    func finish() throws(BackupError) {
        guard let first = missing.map(\.string).min() else { return }
        let more = missing.count > 1 ? " and \(missing.count - 1) more" : ""
        throw .damaged(
            directory.string,
            reason: "none of its archives holds \"\(first)\"\(more) of its backup_manifest"
                + Self.hint
        )
    }

    private func begin(_ header: TarHeader) throws(BackupError) {
        current = nil
        guard header.kind == .file else { return }
        let path = prefix.pushing(header.path)
        guard let file = files[path] else { return try checkUnlisted(path) }
        guard header.size == file.size else {
            throw differs(file, "\(header.size) bytes", "\(file.size)")
        }
        current = file
        crc = CRC32C()
        digest = nil
        if file.algorithm == .sha256 {
            do throws(CryptoError) {
                digest = try SHA256()
            } catch {
                throw .refused(error.description)
            }
        }
    }

    /// Nobody can tell what a file is worth that the manifest does not list.
    private func checkUnlisted(_ path: FilePath) throws(BackupError) {
        // Without any files there is no manifest.
        guard !files.isEmpty, !BackupManifest.mayOmit(path) else { return }
        throw .damaged(
            archive,
            reason: "it holds \"\(path)\", which its backup_manifest does not list\(Self.hint)"
        )
    }

    private func update(_ bytes: RawSpan) throws(BackupError) {
        switch current?.algorithm {
        case .crc32c: crc.update(bytes)
        case .sha256:
            do throws(CryptoError) {
                try digest?.update(bytes)
            } catch {
                throw .refused(error.description)
            }
        case nil, .sha224, .sha384, .sha512: break
        }
    }

    private func endMember() throws(BackupError) {
        guard let file = current else { return }
        current = nil
        missing.remove(file.path)
        switch file.algorithm {
        case nil: break
        case .crc32c:
            let found = FileChecks.digits(of: crc.value)
            guard found == file.checksum else {
                throw differs(file, "the CRC-32C \(found)", file.checksum)
            }
        case .sha256:
            guard let digest = digest.take() else { return }
            let found: SHA256Digest
            do throws(CryptoError) {
                found = try digest.finalize()
            } catch {
                throw .refused(error.description)
            }
            guard found.description == file.checksum else {
                throw differs(file, "the SHA-256 \(found)", file.checksum)
            }
        case .sha224, .sha384, .sha512: uncheckedCount += 1
        }
    }

    private func differs(
        _ file: BackupManifest.File,
        _ found: String,
        _ expected: String
    ) -> BackupError {
        let hint =
            file.path.string == Self.automaticSettings
            ? " HINT: Take the backup without --write-recovery-conf." : Self.hint
        return .damaged(
            archive,
            reason: "\"\(file.path)\" in it has \(found), and the manifest says \(expected)\(hint)"
        )
    }
}
