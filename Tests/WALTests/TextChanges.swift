import TestSupport

/// Every text that one edit makes of another: a character replaced, removed or put in.
enum TextChanges {
    /// All of ASCII, NUL included, and characters that look or compare like some of it.
    static let alphabet: [Character] =
        (0..<128).map { Character(Unicode.Scalar(UInt8($0))) }
        + ["\r\n", "é", "０", "А", "\u{212A}", "\u{301}", "\u{200B}", "\u{FEFF}", "🙂"]

    /// All texts one edit away, the text itself left out.
    static func all(of text: String) -> [String] {
        let characters = Array(text)
        var changes: [String] = []
        for index in 0...characters.count {
            let front = String(characters[..<index])
            let back = String(characters[index...])
            changes += alphabet.map { front + String($0) + back }
            guard index < characters.count else { continue }
            let rest = String(characters[(index + 1)...])
            changes.append(front + rest)
            changes += alphabet.map { front + String($0) + rest }
        }
        // By bytes: strings that differ only in how they are encoded count as changed.
        return changes.filter { !$0.utf8.elementsEqual(text.utf8) }
    }
}

extension SplitMix64 {
    /// A text of some of the characters that names are made of, and of some that they are not.
    mutating func text(upTo length: Int) -> String {
        let pieces = ["0", "1", "9", "A", "F", "a", "f", "/", ".", " ", "\t", "\n", "\0", "é"]
        let words = [
            "00000001", "FFFFFFFF", ".partial", ".history", ".backup", ".conflict.",
            "0123456789abcdef",
        ]
        return (0..<Int.random(in: 0...length, using: &self)).map { _ in
            (Bool.random(using: &self) ? pieces : words).randomElement(using: &self) ?? ""
        }.joined()
    }

    /// Bytes of any value.
    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }
}
