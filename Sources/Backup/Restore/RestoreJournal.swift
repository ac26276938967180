internal import Files
internal import Synchronization
internal import SystemPackage

/// What a restore has done so far, in a file of the directory that it fills.
///
/// Bound to the boot of the machine: after a crash of the system, what was written may be lost.
final class RestoreJournal: Sendable {
    /// Its name in the directory.
    static let name = "wal-archive.restore"
    /// A line for each part of 64 MiB.
    private static let lengthLimit = 64 << 20
    private static let bootPath: FilePath = "/proc/sys/kernel/random/boot_id"

    private struct State: ~Copyable {
        var file: PlacedFile
        var length: UInt64
    }

    /// The parts that are unpacked.
    let done: Set<String>
    private let state: Mutex<State>

    /// Goes on with a directory's journal, or begins one.
    ///
    /// - Parameter subject: what is restored; a journal of something else is not gone on with.
    /// - Returns: nil where the directory holds anything but an interrupted restore of the same.
    init?(in directory: FilePath, tree: FileTree, subject: String) throws(BackupError) {
        let boot = try BackupError.file { () throws(FileError) in
            try WholeFile.read(Self.bootPath, limit: 100) ?? []
        }
        let bootText = String(decoding: boot, as: UTF8.self).filter { !$0.isWhitespace }
        let head = "wal-archive restore 1 \(subject)"
        let path = directory.appending(Self.name)
        let old = try BackupError.file { () throws(FileError) in
            try WholeFile.read(path, limit: Self.lengthLimit)
        }
        var lines = String(decoding: old ?? [], as: UTF8.self).split(separator: "\n")
        // A line that was cut off says nothing.
        if let old, old.last != UInt8(ascii: "\n"), !lines.isEmpty { lines.removeLast() }
        if old == nil {
            guard try Self.isEmpty(directory) else { return nil }
        } else if let first = lines.first, first != head[...] {
            return nil
        }
        let isSameBoot = lines.count > 1 && lines[1] == "boot \(bootText)"
        done = isSameBoot ? Set(lines.dropFirst(2).map(String.init)) : []
        let text = ([head, "boot \(bootText)"] + done.sorted()).joined(separator: "\n") + "\n"
        let bytes = Array(text.utf8)
        let file = try BackupError.file { () throws(FileError) in
            let file = try tree.open(Self.name)
            try file.setLength(0)
            try file.write(unsafe bytes.span.bytes, at: 0)
            return file
        }
        state = Mutex(State(file: file, length: UInt64(bytes.count)))
    }

    /// Notes that a part is unpacked.
    func note(_ part: String) throws(BackupError) {
        let bytes = Array("\(part)\n".utf8)
        try state.withLock { state throws(BackupError) in
            let length = state.length
            do throws(FileError) {
                try state.file.write(unsafe bytes.span.bytes, at: length)
            } catch {
                throw .file(error)
            }
            state.length += UInt64(bytes.count)
        }
    }

    /// Whether a directory has nothing in it.
    static func isEmpty(_ path: FilePath) throws(BackupError) -> Bool {
        try BackupError.file { () throws(FileError) in
            var isEmpty = true
            try Directory(opening: path).forEachName { _ in
                isEmpty = false
                return false
            }
            return isEmpty
        }
    }
}
