/// What is written in a restore's journal: a line of what is restored, then notes.
struct RestoreJournalText: Equatable, Sendable {
    /// How the marks of directories that this restore found empty begin; they stay true.
    static let tablespaceMark = "tablespace "
    /// What was combined is durable and proven; it stays true too.
    static let combinedMark = "combined"
    private static let bootMark = "boot "

    /// Without their ends; one that was cut off says nothing, and is not among them.
    let lines: [String]
    /// Bytes of them.
    let length: UInt64

    /// Of a journal that is yet to be begun.
    static let empty = Self([])

    /// Reads a journal.
    init(_ bytes: [UInt8]) {
        let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { bytes[...$0] } ?? []
        lines = String(decoding: whole, as: UTF8.self).split(separator: "\n").map(String.init)
        length = UInt64(whole.count)
    }

    /// The line with which the notes of one start of the machine begin.
    static func boot(_ id: String) -> String { bootMark + id }

    /// Whether it is one at all; an empty one is.
    var isJournal: Bool { lines.first?.hasPrefix(InterruptedRestore.headWords) ?? true }

    /// Whether nothing was unpacked by what it says.
    var isUnused: Bool {
        lines.dropFirst().allSatisfy {
            $0.hasPrefix(Self.bootMark) || $0.hasPrefix(Self.tablespaceMark)
        }
    }

    /// The marks of directories.
    var marks: [String] { lines.filter { $0.hasPrefix(Self.tablespaceMark) } }

    /// Whether its last notes are of this start of the machine.
    func isOf(boot: String) -> Bool {
        lines.last { $0.hasPrefix(Self.bootMark) } == boot
    }

    /// What counts, the machine having been started as a line says.
    func done(since boot: String) -> Set<String> {
        let marks = marks
        if RestoreJournal.doubt(lines) { return Set(marks) }
        let last = isOf(boot: boot) ? lines.lastIndex(of: boot) : nil
        let ofBoot = last.map { lines[($0 + 1)...] } ?? []
        return Set(ofBoot).union(marks).union(lines.filter { $0 == Self.combinedMark })
    }
}
