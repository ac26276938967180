/// The file `tablespace_map` of a backup: a line for each tablespace, its number and its place.
///
/// Read by PostgreSQL's `read_tablespace_map`, which makes the links of pg_tblspc from it.
package struct TablespaceMap: Equatable, Sendable {
    /// Where each tablespace is.
    package var locations: [UInt32: String] = [:]

    /// Reads a file's bytes; lines that are none are left out.
    package init(_ bytes: [UInt8]) {
        // A backslash makes a line break, or itself, a part of the place.
        var line: [UInt8] = []
        var isEscaped = false
        for byte in bytes + [UInt8(ascii: "\n")] {
            if !isEscaped, byte == UInt8(ascii: "\\") {
                isEscaped = true
                continue
            }
            if !isEscaped, byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                add(String(decoding: line, as: UTF8.self))
                line = []
            } else {
                line.append(byte)
            }
            isEscaped = false
        }
    }

    private mutating func add(_ line: String) {
        let parts = line.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let oid = UInt32(parts[0]) else { return }
        locations[oid] = String(parts[1])
    }

    /// The file's bytes.
    package var bytes: [UInt8] {
        var text: [UInt8] = []
        for (oid, location) in locations.sorted(by: { $0.key < $1.key }) {
            text += "\(oid) ".utf8
            for byte in location.utf8 {
                if [UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\\")].contains(byte) {
                    text.append(UInt8(ascii: "\\"))
                }
                text.append(byte)
            }
            text.append(UInt8(ascii: "\n"))
        }
        return text
    }
}
