internal import Files
internal import FrontEnd
internal import SystemPackage
internal import WAL

/// The file from which an interrupted verification goes on; lines of text, replaced as a whole.
///
/// `wal-archive verify 1`, `archive <URL>`, `choice <words>`, `seed <number>`, `done <name>`, then
/// `found <status> <line>` for everything that was found.
struct ProgressFile {
    /// Findings of a great many files; see `Contents.findingsLimit`.
    private static let lengthLimit = 1 << 24
    private static let title = "wal-archive verify 1"

    /// What it says.
    struct Contents: Equatable {
        /// Behind so many findings nobody reads on.
        static let findingsLimit = 10_000

        var archive: String
        var choice: String
        var seed: UInt64
        /// The last of the files that were verified in their order.
        var done: String?
        var findings: [(ending: Ending, line: String)] = []

        static func == (lhs: Self, rhs: Self) -> Bool { lhs.text == rhs.text }

        /// As it stands in the file.
        var text: String {
            var lines = [
                ProgressFile.title, "archive \(archive)", "choice \(choice)", "seed \(seed)",
            ]
            if let done { lines.append("done \(done)") }
            lines += findings.map { "found \($0.ending.rawValue) \($0.line)" }
            return lines.joined(separator: "\n") + "\n"
        }
    }

    private let path: FilePath
    private let name: String

    init(path: String) throws(CommandError) {
        self.path = FilePath(path)
        guard let name = self.path.lastComponent, name.kind == .regular else {
            throw CommandError(.usage, "--state \"\(path)\" names no file")
        }
        self.name = name.string
    }

    private func directory() throws(FileError) -> Directory {
        let directory = path.removingLastComponent()
        return try Directory(opening: directory.isEmpty ? "." : directory)
    }

    /// What an interrupted call left; nil when there is none, or of another archive or choice.
    func read(archive: String, choice: String) throws(CommandError) -> Contents? {
        let bytes: [UInt8]?
        do throws(FileError) {
            bytes = try WholeFile.read(path, limit: Self.lengthLimit)
        } catch {
            throw CommandError(.cannotTell, "could not go on from \"\(path)\": \(error)")
        }
        guard let bytes else { return nil }
        guard let contents = Self.parse(String(decoding: bytes, as: UTF8.self)) else {
            throw CommandError(
                .usage,
                "could not go on from \"\(path)\": it is no file of this command"
                    + " HINT: Remove it to begin anew, or name another one."
            )
        }
        guard contents.archive == archive, contents.choice == choice else {
            throw CommandError(
                .usage,
                "could not go on from \"\(path)\": it is of another archive or choice"
                    + " HINT: Remove it to begin anew, or name another one."
            )
        }
        return contents
    }

    /// Replaces what it says.
    func write(_ contents: Contents) throws(CommandError) {
        do throws(FileError) {
            try directory().replace(name, with: Array(contents.text.utf8))
        } catch {
            throw CommandError(.cannotTell, "could not remember the progress: \(error)")
        }
    }

    /// Takes it away when all is done.
    func remove() throws(CommandError) {
        do throws(FileError) {
            try directory().remove(name)
        } catch {
            throw CommandError(.cannotTell, "could not forget the progress: \(error)")
        }
    }

    static func parse(_ text: String) -> Contents? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 5, lines.first == Self.title[...], lines.last == "",
            let archive = value(lines[1], "archive"), let choice = value(lines[2], "choice"),
            let seed = value(lines[3], "seed").flatMap({ UInt64($0) })
        else { return nil }
        var contents = Contents(archive: archive, choice: choice, seed: seed)
        for line in lines.dropFirst(4).dropLast() {
            if let done = value(line, "done") {
                contents.done = done
            } else if let found = value(line, "found") {
                let parts = found.split(separator: " ", maxSplits: 1)
                guard parts.count == 2, let status = Int32(parts[0]),
                    let ending = Ending(rawValue: status)
                else { return nil }
                contents.findings.append((ending, String(parts[1])))
            } else {
                return nil
            }
        }
        return contents
    }

    private static func value(_ line: Substring, _ word: String) -> String? {
        line.hasPrefix(word + " ") ? String(line.dropFirst(word.count + 1)) : nil
    }
}
