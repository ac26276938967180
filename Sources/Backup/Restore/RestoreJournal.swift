internal import Files
internal import Synchronization
internal import SystemPackage

/// What a restore has done so far, in a file of the directory that it fills.
///
/// Whoever has it open holds its lock: one restore at a time fills a directory. What is noted
/// counts until the machine is booted again, since a crash of it may lose what was written, and as
/// long as no sync failed, since a kernel tells of a write that failed once and forgets it.
final class RestoreJournal: Sendable {
    /// Its name in the directory.
    static let name = RestoreLock.name
    /// A line for each part of 64 MiB.
    private static let lengthLimit = 64 << 20
    private static let bootPath: FilePath = "/proc/sys/kernel/random/boot_id"

    private struct State: ~Copyable {
        var file: PlacedFile
        var length: UInt64
        /// The marks of directories.
        var marks: [String]
        /// What an earlier call noted that counts.
        var done: Set<String>
    }

    /// The parts that an earlier call unpacked, and marks.
    var done: Set<String> { state.withLock { $0.done } }
    /// Whether what an earlier call wrote may be lost, whatever reading it says.
    let isInDoubt: Bool
    /// The lines with which a journal of this call begins.
    private let head: [String]
    private let directory: Directory
    private let state: Mutex<State>

    /// Goes on with a directory's journal, or begins one.
    ///
    /// - Parameter subject: what is restored; a journal of something else is not gone on with.
    /// - Returns: nil where the directory holds anything but an interrupted restore of the same.
    init?(in path: FilePath, tree: FileTree, subject: String) throws(BackupError) {
        let directory = try BackupError.file { () throws(FileError) in
            try Directory(opening: path)
        }
        guard let file = try Self.locked(in: directory, tree) else { return nil }
        let old = try BackupError.file { () throws(FileError) in
            try WholeFile.read(path.appending(Self.name), limit: Self.lengthLimit) ?? []
        }
        let head = InterruptedRestore.headWords + subject
        guard let text = try Self.text(of: old, head, directory) else { return nil }
        let boot = RestoreJournalText.boot(try Self.bootID())
        isInDoubt = Self.doubt(text.lines)
        self.head = [head, boot]
        self.directory = directory
        do throws(FileError) {
            try file.setLength(text.length)
        } catch {
            throw .file(error)
        }
        state = Mutex(
            State(file: file, length: text.length, marks: text.marks, done: text.done(since: boot))
        )
        try add((text.lines.isEmpty ? [head] : []) + (text.isOf(boot: boot) ? [] : [boot]))
        try makeDurable()
    }

    /// What a journal says; nothing where one is to be begun.
    ///
    /// That of another restore is begun anew where it is all that was written: one of which a
    /// tablespace's directory was refused must not stand in the way of the next with another mapping.
    /// - Returns: nil where there is anything but an interrupted restore of the same.
    private static func text(
        of bytes: [UInt8],
        _ head: String,
        _ directory: Directory
    ) throws(BackupError) -> RestoreJournalText? {
        let text = RestoreJournalText(bytes)
        if text.lines.first == head { return text }
        guard text.isJournal, text.isUnused, try isEmpty(directory, but: name) else { return nil }
        return .empty
    }

    /// The journal's file, made where a directory is empty, and locked.
    ///
    /// - Returns: nil where there is something else.
    private static func locked(
        in directory: Directory,
        _ tree: FileTree
    ) throws(BackupError) -> PlacedFile? {
        try RestoreLock.take(
            in: directory,
            tree,
            mayCreate: { () throws(BackupError) in try isEmpty(directory) },
            refusal: .refused(
                "another restore into \"\(directory.path)\" is under way"
                    + " HINT: Wait until it ends, or end it and call this again."
            )
        )
    }

    private static func bootID() throws(BackupError) -> String {
        let bytes = try BackupError.file { () throws(FileError) in
            try WholeFile.read(bootPath, limit: 100) ?? []
        }
        return String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
    }

    /// Notes that a part is unpacked, or a mark.
    func note(_ part: String) throws(BackupError) {
        if part.hasPrefix(RestoreJournalText.tablespaceMark) {
            state.withLock { $0.marks.append(part) }
        }
        try add([part])
    }

    /// Forgets what is noted but the marks of directories: what was unpacked has been removed.
    func beginAnew() throws(BackupError) {
        let marks = try state.withLock { state throws(BackupError) in
            do throws(FileError) {
                try state.file.setLength(0)
            } catch {
                throw .file(error)
            }
            state.length = 0
            state.done = Set(state.marks)
            return state.marks
        }
        try add(head + marks)
        try makeDurable()
    }

    /// Makes what is noted durable, and the journal's name.
    func makeDurable() throws(BackupError) {
        let directory = directory
        try state.withLock { state throws(BackupError) in
            do throws(FileError) {
                try state.file.sync()
                try directory.sync()
            } catch {
                throw .file(error)
            }
        }
    }

    /// Hands on the descriptor that holds the lock; nothing is noted meanwhile.
    func withLockingDescriptor<Value: Sendable>(
        _ use: (Int32) throws(BackupError) -> Value
    ) throws(BackupError) -> Value {
        try state.withLock { state throws(BackupError) in try state.file.withDescriptor(use) }
    }

    /// Ends with it: the directory is whole, or empty.
    func end() throws(BackupError) {
        try BackupError.file { () throws(FileError) in
            try directory.remove(Self.name)
            try directory.sync()
        }
    }

    private func add(_ lines: [String]) throws(BackupError) {
        let bytes = Array(lines.map { "\($0)\n" }.joined().utf8)
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

    /// Whether a directory has nothing in it, or nothing but one file.
    ///
    /// The one that is open, whatever its path means by now.
    static func isEmpty(
        _ directory: Directory,
        but exception: String? = nil
    ) throws(BackupError) -> Bool {
        try BackupError.file { () throws(FileError) in
            var isEmpty = true
            try directory.forEachName { name in
                isEmpty = name == exception
                return isEmpty
            }
            return isEmpty
        }
    }
}
