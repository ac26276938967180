internal import Crypto
internal import FoundationEssentials
package import SystemPackage
internal import Tar

/// PostgreSQL's backup manifest: every file, its size and its checksum.
///
/// Written one file on a line (`backup_manifest.c`), and read so: a cluster may have a million.
package struct BackupManifest: Sendable {
    /// A line of 200 bytes for each of five million files.
    static let lengthLimit = 1 << 30

    /// How a file's checksum is computed.
    package enum Algorithm: String, Codable, Sendable {
        case crc32c = "CRC32C"
        case sha224 = "SHA224"
        case sha256 = "SHA256"
        case sha384 = "SHA384"
        case sha512 = "SHA512"
    }

    /// A file of the backup.
    package struct File: Equatable, Sendable {
        /// Relative to the data directory; those of tablespaces begin with `pg_tblspc/`.
        package let path: FilePath
        /// Bytes.
        package let size: UInt64
        /// Nil where the backup was taken without checksums.
        package let algorithm: Algorithm?
        /// Hexadecimal digits; empty without an algorithm.
        package let checksum: String
    }

    private struct Line: Decodable {
        let path: String?
        let encodedPath: String?
        let size: UInt64
        let algorithm: Algorithm?
        let checksum: String?

        enum CodingKeys: String, CodingKey {
            case path = "Path"
            case encodedPath = "Encoded-Path"
            case size = "Size"
            case algorithm = "Checksum-Algorithm"
            case checksum = "Checksum"
        }
    }

    /// All files, in the manifest's order.
    package let files: [File]

    /// Reads a manifest and checks its own checksum.
    ///
    /// - Parameter name: for messages.
    package init(_ bytes: [UInt8], name: String) throws(BackupError) {
        try Self.checkSelf(bytes, name)
        var files: [File] = []
        let decoder = JSONDecoder()
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard
                line.starts(with: Array("{ \"Path\"".utf8))
                    || line.starts(with: Array("{ \"Encoded-Path\"".utf8))
            else { continue }
            let object = line.last == UInt8(ascii: ",") ? line.dropLast() : line
            guard let entry = try? decoder.decode(Line.self, from: Data(object)),
                let path = Self.path(of: entry)
            else { throw .damaged(name, reason: "it has a line that cannot be read") }
            files.append(
                File(
                    path: path,
                    size: entry.size,
                    algorithm: entry.algorithm,
                    checksum: entry.checksum ?? ""
                )
            )
        }
        self.files = files
    }

    /// The last line holds the SHA-256 of everything before it.
    private static func checkSelf(_ bytes: [UInt8], _ name: String) throws(BackupError) {
        let text = bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...]
        guard let newline = text.lastIndex(of: UInt8(ascii: "\n")) else {
            throw .damaged(name, reason: "it is no backup manifest")
        }
        let words = String(decoding: text[(newline + 1)...], as: UTF8.self)
            .split(separator: "\"", omittingEmptySubsequences: false)
        guard words.count == 5, words[1] == "Manifest-Checksum",
            let recorded = SHA256Digest(hexadecimal: words[3])
        else { throw .damaged(name, reason: "it does not end in its checksum") }
        let found: SHA256Digest
        do throws(CryptoError) {
            found = try SHA256.digest(of: unsafe bytes.span.extracting(first: newline + 1).bytes)
        } catch {
            throw .refused(error.description)
        }
        guard found == recorded else {
            throw .damaged(name, reason: "its SHA-256 is \(found), and it says \(recorded)")
        }
    }

    /// A name that is no UTF-8 stands in hexadecimal digits.
    private static func path(of line: Line) -> FilePath? {
        let bytes =
            line.path.map { Array($0.utf8) }
            ?? line.encodedPath.flatMap { LowerHexadecimal.bytes($0) }
        return bytes.flatMap { try? TarHeader.safe($0) }
    }

    /// Whether a file may be in a backup though the manifest does not list it.
    ///
    /// What pg_verifybackup leaves out too: WAL, the manifest itself, and what tells a server to
    /// recover.
    static func mayOmit(_ path: FilePath) -> Bool {
        path.components.first == "pg_wal"
            || [
                "backup_manifest", "postgresql.auto.conf", "recovery.signal", "standby.signal",
            ].contains(path)
    }
}
