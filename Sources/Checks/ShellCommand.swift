/// A command of postgresql.conf, as far as it can be told what a shell makes of it.
struct ShellCommand: Equatable {
    /// Words of the first simple command, quotes removed.
    let words: [String]
    /// Whether something follows it that may change the exit status: `|`, `;`, `&` or a line break.
    let goesOn: Bool

    /// Reads a command up to what ends its first part.
    init(_ text: String) {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var goesOn = false
        for character in text {
            if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + [character] }
                continue
            }
            switch character {
            case "'", "\"":
                quote = character
                word = word ?? ""
            case "|", ";", "&", "\n": goesOn = true
            case _ where character.isWhitespace:
                if let finished = word { words.append(finished) }
                word = nil
            default: word = (word ?? "") + [character]
            }
            if goesOn { break }
        }
        if let word { words.append(word) }
        self.words = words
        self.goesOn = goesOn
    }

    /// Whether it does nothing and says that it succeeded.
    var isNothing: Bool {
        guard let first = words.first else { return false }
        return ["true", "/bin/true", "/usr/bin/true", ":", "exit"].contains(first)
    }

    /// The index of the word that runs a program, wherever it is installed.
    func index(of program: String) -> Int? {
        words.firstIndex { $0 == program || $0.hasSuffix("/" + program) }
    }

    /// The value of the last `--flag VALUE` or `--flag=VALUE`.
    func value(of flag: String) -> String? {
        var value: String?
        for (index, word) in words.enumerated() {
            if word == flag, index + 1 < words.count { value = words[index + 1] }
            if word.hasPrefix(flag + "=") { value = String(word.dropFirst(flag.count + 1)) }
        }
        return value
    }
}
