internal import Files
internal import Records
internal import SystemPackage
internal import Tar

/// Writes the members of one part of an archive, from wherever the part begins.
final class PartUnpacker {
    /// Written under another name until everything else is there, so that no server starts on
    /// half a cluster.
    static let controlFile: FilePath = "global/pg_control"
    static let heldControlFile: FilePath = "global/pg_control.wal-archive"

    /// Written before the disk is told to begin: as much as it takes in a few hundredths of a second.
    private static let writebackLength: UInt64 = 8 << 20

    private let tree: FileTree
    private let checks: FileChecks?
    /// How the manifest's names of this archive's files begin.
    private let manifestPrefix: FilePath
    private let file: String
    private var reader: TarReader
    private var opened: PlacedFile?
    private var current = FilePath()
    private var offset: UInt64 = 0
    private var pieceStart: UInt64 = 0
    private var writebackBegun: UInt64 = 0
    private var crc = CRC32C.ofFragment
    /// Whether a file was left out that would have taken the place of this restore's journal.
    private(set) var hasLeftOut = false
    /// Why nothing more is unpacked.
    private(set) var failure: BackupError?

    /// Begins a part.
    ///
    /// - Parameter oid: the tablespace; nil for the data directory.
    init(
        _ part: PartDescription,
        of archive: ArchiveDescription,
        into tree: FileTree,
        checks: FileChecks?
    ) throws(BackupError) {
        self.tree = tree
        self.checks = checks
        manifestPrefix = archive.oid.map { FilePath("pg_tblspc/\($0)") } ?? FilePath()
        file = archive.file
        guard let place = part.continues else {
            reader = TarReader()
            return
        }
        let path = try Self.checked(place, archive.file)
        reader = TarReader(at: .content(path: path, offset: place.offset, size: place.size))
        try begin(path, at: place.offset)
    }

    /// The path of a file that goes on, where there can be such a file.
    private static func checked(
        _ place: PartDescription.Continuation,
        _ file: String
    ) throws(BackupError) -> FilePath {
        guard place.offset <= place.size, place.size <= UInt64(Int64.max) else {
            throw .damaged(
                file,
                reason: "its file \"\(place.path)\" would go on at byte \(place.offset)"
                    + " of \(place.size)"
            )
        }
        do throws(TarError) {
            return try TarHeader.safe(place.pathBytes ?? [])
        } catch {
            throw .tar(error, file: file)
        }
    }

    /// Takes the part's next bytes; answers whether more are wanted.
    func take(_ bytes: RawSpan) -> Bool {
        guard failure == nil else { return false }
        do throws(BackupError) {
            try unpack(bytes)
            return true
        } catch {
            failure = error
            return false
        }
    }

    /// Ends the part.
    func finish() throws(BackupError) {
        if let failure { throw failure }
        try endPiece()
    }

    private func unpack(_ bytes: RawSpan) throws(BackupError) {
        var consumed = 0
        while true {
            switch try reader.next(bytes, consumed: &consumed, of: file) {
            case .needsMore: return
            case .member(let header): try begin(header)
            case .content(let count):
                try write(bytes.extracting((consumed - count)..<consumed))
            case .endOfMember: try endPiece()
            case .endOfArchive: continue
            }
        }
    }

    private func begin(_ header: TarHeader) throws(BackupError) {
        let mode = FilePermissions(rawValue: CModeT(header.mode))
        switch header.kind {
        case .directory:
            try BackupError.file { () throws(FileError) in
                try tree.makeDirectory(header.path, mode: mode)
            }
        // Made when everything else is there.
        case .tablespaceLink: break
        case .file:
            hasLeftOut = hasLeftOut || isJournal(header.path)
            try begin(header.path, at: 0)
            try BackupError.file { () throws(FileError) in
                try opened?.setMode(mode)
                try opened?.setLength(header.size)
            }
        }
    }

    /// Whether a file of the archive is the journal that a restore left in the data directory: this
    /// one's has that name.
    private func isJournal(_ path: FilePath) -> Bool {
        manifestPrefix.isEmpty && path == FilePath(RestoreLock.name)
    }

    private func begin(_ path: FilePath, at offset: UInt64) throws(BackupError) {
        if isJournal(path) { return }
        let name = manifestPrefix.isEmpty && path == Self.controlFile ? Self.heldControlFile : path
        let tree = tree
        opened = try BackupError.file { () throws(FileError) in try tree.open(name) }
        current = path
        self.offset = offset
        pieceStart = offset
        writebackBegun = offset
        crc = .ofFragment
    }

    private func write(_ bytes: RawSpan) throws(BackupError) {
        let offset = offset
        do throws(FileError) {
            try opened?.write(bytes, at: offset)
        } catch {
            throw .file(error)
        }
        if checks != nil { crc.update(bytes) }
        self.offset += UInt64(bytes.byteCount)
        guard self.offset - writebackBegun >= Self.writebackLength else { return }
        opened?.beginWriteback(of: writebackBegun..<self.offset)
        writebackBegun = self.offset
    }

    /// The member ends, or the part does within it.
    private func endPiece() throws(BackupError) {
        guard let file = opened.take() else { return }
        do throws(FileError) {
            try file.close()
        } catch {
            throw .file(error)
        }
        try checks?.add(
            FileChecks.Piece(offset: pieceStart, length: offset - pieceStart, crc: crc),
            of: manifestPrefix.pushing(current)
        )
    }
}
