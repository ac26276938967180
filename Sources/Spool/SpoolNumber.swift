internal import Files

/// A number that one call leaves for the next.
package struct SpoolNumber: Sendable {
    private static let lengthLimit = 64

    private let spool: SpoolDirectory
    private let name: String

    /// Names a number; its file has the same name.
    package init(_ name: String, in spool: SpoolDirectory) {
        self.spool = spool
        self.name = name
    }

    /// The number; nil where none was left.
    package func value() -> Int? {
        guard let bytes = try? spool.directory.contents(of: name, limit: Self.lengthLimit),
            bytes.last == UInt8(ascii: "\n")
        else { return nil }
        return Int(String(decoding: bytes.dropLast(), as: UTF8.self))
    }

    /// Leaves a number.
    package func leave(_ value: Int) {
        guard spool.mayBeChanged, value != self.value() else { return }
        try? spool.directory.replace(name, with: Array("\(value)\n".utf8))
    }
}
