internal import Crypto
internal import Files
internal import Records
internal import SystemPackage
internal import WAL

/// Makes sure that a restored directory holds what the manifest lists.
struct ManifestVerification {
    /// Read at a time.
    private static let pieceLength = 1 << 18

    let checks: FileChecks
    let directory: FilePath
    /// Where the tablespaces are, by their numbers.
    let tablespaces: [UInt32: FilePath]

    /// Checks sizes of all files, and contents of those that were not proven as they were written.
    ///
    /// Those are read from the disk, on which everything must be by now.
    /// - Returns: how many files have a checksum of a kind that this program does not compute.
    func run() throws(BackupError) -> Int {
        let open = Set(try checks.settle())
        var unchecked = 0
        for (index, file) in checks.files.enumerated() {
            let path = path(of: file)
            if !open.contains(index) {
                try checkSize(of: path, file)
                continue
            }
            switch file.algorithm {
            case .crc32c, .sha256: try checkContents(of: path, file, index)
            case nil: try checkSize(of: path, file)
            case .sha224, .sha384, .sha512:
                try checkSize(of: path, file)
                unchecked += 1
            }
        }
        return unchecked
    }

    private func path(of file: BackupManifest.File) -> FilePath {
        if file.path == PartUnpacker.controlFile {
            return directory.pushing(PartUnpacker.heldControlFile)
        }
        let parts = file.path.components
        guard parts.count > 2, parts.first == "pg_tblspc",
            let oid = parts.dropFirst().first.flatMap({ UInt32($0.string) }),
            let place = tablespaces[oid]
        else { return directory.pushing(file.path) }
        return place.pushing(FilePath(root: nil, parts.dropFirst(2)))
    }

    private func checkSize(
        of path: FilePath,
        _ file: BackupManifest.File
    ) throws(BackupError) {
        let status = try BackupError.file { () throws(FileError) in try FileStatus.of(path) }
        guard let status, status.isRegular else {
            throw .damaged(file.path.string, reason: "it is in the manifest and not in the backup")
        }
        guard status.length == file.size else {
            throw .damaged(
                file.path.string,
                reason: "it has \(status.length) bytes, and the manifest says \(file.size)"
            )
        }
    }

    private func checkContents(
        of path: FilePath,
        _ file: BackupManifest.File,
        _ index: Int
    ) throws(BackupError) {
        try checkSize(of: path, file)
        if file.algorithm == .crc32c {
            var crc = CRC32C()
            try Self.read(path) { bytes throws(BackupError) in crc.update(bytes) }
            try checks.compare(crc.value, index)
            return
        }
        let digest = try Self.sha256(of: path)
        guard digest.description == file.checksum else {
            throw .damaged(
                file.path.string,
                reason: "its SHA-256 is \(digest), and the manifest says \(file.checksum)"
            )
        }
    }

    private static func sha256(of path: FilePath) throws(BackupError) -> SHA256Digest {
        var digest: SHA256
        do throws(CryptoError) {
            digest = try SHA256()
        } catch {
            throw .refused(error.description)
        }
        try read(path) { bytes throws(BackupError) in
            do throws(CryptoError) {
                try digest.update(bytes)
            } catch {
                throw .refused(error.description)
            }
        }
        do throws(CryptoError) {
            return try digest.finalize()
        } catch {
            throw .refused(error.description)
        }
    }

    private static func read(
        _ path: FilePath,
        _ receive: (RawSpan) throws(BackupError) -> Void
    ) throws(BackupError) {
        let file: ReadableFile
        do throws(ReadableFile.Refusal) {
            file = try ReadableFile(opening: path)
        } catch {
            throw .damaged(path.string, reason: "it cannot be read: \(error)")
        }
        file.forgetCached()
        var buffer = [UInt8](repeating: 0, count: pieceLength)
        var offset: UInt64 = 0
        while true {
            let count = try BackupError.file { () throws(FileError) in
                try file.read(at: offset, into: &buffer)
            }
            if count == 0 { return }
            offset += UInt64(count)
            try receive(unsafe buffer.span.extracting(first: count).bytes)
        }
    }
}
