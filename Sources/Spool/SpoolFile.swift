internal import Files

/// One small file of the spool, which only its owner can read and anybody may delete.
package struct SpoolFile: Sendable {
    private let spool: SpoolDirectory
    private let name: String
    /// Bytes; a longer one is not read whole, and then is none.
    private let lengthLimit: Int

    /// Names the file in which lent credentials are kept.
    package static func credentials(in spool: SpoolDirectory) -> Self {
        Self(spool: spool, name: "credentials", lengthLimit: 1 << 16)
    }

    /// Its bytes; nil where it is not there or cannot be read.
    package func read() -> [UInt8]? {
        (try? spool.directory.contents(of: name, limit: lengthLimit)) ?? nil
    }

    /// Writes it with mode 0600; a failure is no matter.
    package func write(_ bytes: [UInt8]) {
        try? spool.directory.replace(name, with: bytes)
    }
}
