/// Everything that an archive may hold under a WAL name: PostgreSQL's files and the two that
/// only we create, to keep what could not be archived under its own name.
package struct ArchivedFileName: Hashable, Sendable, CustomStringConvertible {
    /// How a file's name says that it lost against another one.
    package enum Kept: Hashable, Sendable {
        /// `<segment>.partial.<16 digits>`: a `.partial` whose name was taken.
        case partial(digestPrefix: String)
        /// `<name>.conflict.<16 digits>`: the loser of a conflict that an operator resolved.
        case conflict(digestPrefix: String)
    }

    /// The longest name that PostgreSQL's documentation lets an archive expect.
    package static let lengthLimit = 64
    /// How many digits of a file's SHA-256 such a name carries.
    package static let digestPrefixLength = 16
    private static let conflictInfix = ".conflict"

    /// The file as PostgreSQL named it.
    package let file: WALFileName
    /// Why it has another name; nil for its own.
    package let kept: Kept?

    private init(file: WALFileName, kept: Kept) {
        self.file = file
        self.kept = kept
    }

    /// One of PostgreSQL's own files.
    package init(_ file: WALFileName) {
        self.file = file
        kept = nil
    }

    /// A `.partial` kept beside the one that has its name.
    package init(keptPartial segment: SegmentName, digestPrefix: String) {
        file = .partial(segment)
        kept = .partial(digestPrefix: digestPrefix)
    }

    /// Any file kept beside two that have its names.
    package init(conflictOf file: WALFileName, digestPrefix: String) {
        self.file = file
        kept = .conflict(digestPrefix: digestPrefix)
    }

    /// Parses any name that `--verify` takes; nil for anything else.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.lengthLimit else { return nil }
        if let file = WALFileName(text) {
            self.init(file)
            return
        }
        guard let dot = text.lastIndex(of: ".") else { return nil }
        let digits = text[text.index(after: dot)...]
        let stem = String(text[..<dot])
        guard Self.isDigestPrefix(digits) else { return nil }
        if let file = WALFileName(stem), case .partial = file {
            self.init(file: file, kept: .partial(digestPrefix: String(digits)))
        } else if stem.hasSuffix(Self.conflictInfix),
            let file = WALFileName(String(stem.dropLast(Self.conflictInfix.count)))
        {
            self.init(file: file, kept: .conflict(digestPrefix: String(digits)))
        } else {
            return nil
        }
    }

    package var description: String {
        switch kept {
        case nil: file.description
        case .partial(let digits): "\(file).\(digits)"
        case .conflict(let digits): "\(file)\(Self.conflictInfix).\(digits)"
        }
    }

    private static func isDigestPrefix(_ text: Substring) -> Bool {
        text.utf8.count == digestPrefixLength
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"):
                    true
                default: false
                }
            }
    }
}
