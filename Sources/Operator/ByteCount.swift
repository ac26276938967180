/// A number of bytes as people read it.
enum ByteCount {
    private static let units = ["kB", "MB", "GB", "TB", "PB", "EB"]

    /// As PostgreSQL's `pg_size_pretty` writes it: whole numbers, from 10 of a unit on in it.
    static func text(_ bytes: UInt64) -> String {
        var rest = bytes
        var name = "bytes"
        for unit in units where rest >= 10 << 10 {
            rest = (rest + 512) >> 10
            name = unit
        }
        return "\(rest) \(name)"
    }
}
