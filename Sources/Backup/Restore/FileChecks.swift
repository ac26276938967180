internal import Records
internal import Synchronization
internal import SystemPackage

/// Which files of a manifest have been proven as they were written.
///
/// A file that spans parts is written by several threads, each of which knows the checksum of its
/// own piece: CRCs of pieces add up.
final class FileChecks: Sendable {
    /// A stretch of a file and its CRC, begun as a fragment's.
    struct Piece: Sendable {
        let offset: UInt64
        let length: UInt64
        let crc: CRC32C
    }

    private struct State {
        var proven: [Bool]
        var pieces: [Int: [Piece]] = [:]
        var unlisted: Set<FilePath> = []
    }

    let files: [BackupManifest.File]
    private let indices: [FilePath: Int]
    private let state: Mutex<State>

    init(_ manifest: BackupManifest) {
        // An earlier restore's journal is not unpacked.
        files = manifest.files.filter { $0.path != FilePath(RestoreLock.name) }
        indices = Dictionary(
            files.enumerated().map { ($1.path, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        state = Mutex(State(proven: [Bool](repeating: false, count: files.count)))
    }

    /// Files that were written though the manifest does not list them.
    var unlisted: Set<FilePath> { state.withLock { $0.unlisted } }

    /// Takes a piece that was written.
    func add(_ piece: Piece, of path: FilePath) throws(BackupError) {
        guard let index = indices[path] else {
            if !BackupManifest.mayOmit(path) {
                state.withLock { _ = $0.unlisted.insert(path) }
            }
            return
        }
        guard files[index].algorithm == .crc32c else { return }
        if piece.offset == 0, piece.length == files[index].size {
            try compare(Self.sum([piece], size: piece.length) ?? 0, index)
            state.withLock { $0.proven[index] = true }
        } else {
            state.withLock { $0.pieces[index, default: []].append(piece) }
        }
    }

    /// Adds up the pieces of what is not proven yet.
    ///
    /// - Returns: the files that must be read again.
    func settle() throws(BackupError) -> [Int] {
        let (proven, pieces) = state.withLock { ($0.proven, $0.pieces) }
        var unproven: [Int] = []
        for index in files.indices where !proven[index] {
            guard let crc = Self.sum(pieces[index] ?? [], size: files[index].size) else {
                unproven.append(index)
                continue
            }
            try compare(crc, index)
        }
        return unproven
    }

    func compare(_ crc: UInt32, _ index: Int) throws(BackupError) {
        let text = Self.digits(of: crc)
        guard text == files[index].checksum else {
            throw .damaged(
                files[index].path.string,
                reason: "its CRC-32C is \(text), and the manifest says \(files[index].checksum)"
            )
        }
    }

    /// A checksum as a manifest writes it: pg_crc32c's bytes as they lie in memory.
    static func digits(of crc: UInt32) -> String {
        let bytes = (0..<4).map { UInt8(truncatingIfNeeded: crc >> (8 * $0)) }
        return bytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0\(digits)" : digits
        }.joined()
    }

    /// The CRC of a whole file; nil where a piece is missing.
    private static func sum(_ pieces: [Piece], size: UInt64) -> UInt32? {
        var end: UInt64 = 0
        var crc = CRC32C()
        for piece in pieces.sorted(by: { $0.offset < $1.offset }) {
            guard piece.offset == end else { return nil }
            crc.append(fragment: piece.crc, length: piece.length)
            end += piece.length
        }
        return end == size && !pieces.isEmpty ? crc.value : nil
    }
}
