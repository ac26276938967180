/// An object's name below a location's URL: components with slashes between them, as a store keeps
/// them.
///
/// What names a file of a directory, too: nothing in it leads out of that directory.
package struct ObjectName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// S3's limit for a whole key.
    private static let lengthLimit = 1024

    private let text: String

    /// Takes a name; nil for one that is empty, absolute, or has an empty component, `.`, `..` or a
    /// control character in it.
    package init?(_ text: some StringProtocol) {
        let components = text.split(separator: "/", omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.lengthLimit,
            components.allSatisfy({ !["", ".", ".."].contains($0) }),
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else { return nil }
        self.text = String(text)
    }

    /// The name of one of PostgreSQL's files, or of one that was kept beside it.
    package init(_ key: ObjectKey) {
        text = key.name
    }

    /// What stands before the last slash; nil for a name of one component.
    package var folder: String? {
        text.lastIndex(of: "/").map { String(text[..<$0]) }
    }

    /// What stands behind the last slash.
    package var lastComponent: String {
        text.lastIndex(of: "/").map { String(text[text.index(after: $0)...]) } ?? text
    }

    package var description: String { text }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.text < rhs.text }
}
