/// A file of AWS's profiles: sections of `key = value` lines.
package struct ProfileFile: Equatable, Sendable {
    /// Far more than anybody's profiles take.
    package static let lengthLimit = 1 << 20

    /// How the file names its sections.
    package enum Kind: Sendable {
        /// `~/.aws/config`: `[default]` and `[profile name]`.
        case config
        /// `~/.aws/credentials`: `[name]`.
        case credentials
    }

    private let sections: [String: [String: String]]

    /// Reads a file's text; what is no setting of a profile is skipped, as AWS's own tools do.
    package init(_ text: String, kind: Kind) {
        var sections: [String: [String: String]] = [:]
        var profile: String?
        for line in text.split(omittingEmptySubsequences: true, whereSeparator: \.isNewline) {
            // An indented line belongs to the setting above it, and none of ours has such.
            guard let first = line.first, !first.isWhitespace, first != "#", first != ";" else {
                continue
            }
            if first == "[" {
                profile = Self.profile(line, kind: kind)
            } else if let profile, let (key, value) = Self.setting(line) {
                sections[profile, default: [:]][key] = value
            }
        }
        self.sections = sections
    }

    /// Whether any of its profiles has a secret.
    package var holdsSecret: Bool {
        sections.values.contains { settings in
            Self.secrets.contains { settings[$0]?.isEmpty == false }
        }
    }

    private static let secrets = ["aws_secret_access_key", "aws_session_token"]

    /// The settings of a profile; nil where it has none.
    package subscript(profile: String) -> [String: String]? { sections[profile] }

    private static func profile(_ line: Substring, kind: Kind) -> String? {
        guard let end = line.firstIndex(of: "]") else { return nil }
        let words = line[..<end].dropFirst().split(whereSeparator: \.isWhitespace)
        switch kind {
        case .credentials: return words.count == 1 ? String(words[0]) : nil
        case .config:
            if words == ["default"] { return "default" }
            return words.count == 2 && words[0] == "profile" ? String(words[1]) : nil
        }
    }

    private static func setting(_ line: Substring) -> (key: String, value: String)? {
        guard let equals = line.firstIndex(of: "=") else { return nil }
        let key = trimmed(line[..<equals]).lowercased()
        var value = line[line.index(after: equals)...]
        // A comment behind a value begins with a blank.
        for mark in [" #", " ;", "\t#", "\t;"] {
            if let comment = value.firstRange(of: mark) { value = value[..<comment.lowerBound] }
        }
        return key.isEmpty ? nil : (key, trimmed(value))
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop(while: \.isWhitespace)
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }
}
