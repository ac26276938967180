import Crypto
import Records

/// A backup manifest as a server writes it.
struct MiniManifest {
    private var lines: [String] = []

    init(_ lines: [String] = []) { self.lines = lines }

    mutating func add(_ path: String, _ content: [UInt8], algorithm: String = "CRC32C") throws {
        lines.append(try Self.line(path, content, algorithm: algorithm))
    }

    /// The whole manifest, with its own checksum.
    func bytes() throws -> [UInt8] {
        let body =
            "{ \"PostgreSQL-Backup-Manifest-Version\": 1,\n\"Files\": [\n"
            + lines.joined(separator: ",\n") + "\n],\n\"WAL-Ranges\": [\n"
            + "{ \"Timeline\": 1, \"Start-LSN\": \"0/2000028\", \"End-LSN\": \"0/2000100\" }\n],\n"
        let digest = try SHA256.digest(of: Array(body.utf8).span.bytes)
        return Array((body + "\"Manifest-Checksum\": \"\(digest)\"}\n").utf8)
    }

    /// What it says of a file.
    static func line(
        _ path: String,
        _ content: [UInt8],
        algorithm: String = "CRC32C"
    ) throws -> String {
        let checksum =
            algorithm == "SHA256"
            ? try SHA256.digest(of: content.span.bytes).description : crc(content)
        return "{ \"Path\": \"\(path)\", \"Size\": \(content.count), \"Last-Modified\":"
            + " \"2026-11-21 13:30:00 GMT\", \"Checksum-Algorithm\": \"\(algorithm)\","
            + " \"Checksum\": \"\(checksum)\" }"
    }

    private static func crc(_ content: [UInt8]) -> String {
        var crc = CRC32C()
        crc.update(content.span.bytes)
        return (0..<4).map { index in
            let byte = UInt8(truncatingIfNeeded: crc.value >> (8 * index))
            return (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}
