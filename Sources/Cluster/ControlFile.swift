internal import SystemPackage
package import WAL

/// The little of global/pg_control that is wanted beside the system identifier (`ControlFileData`).
struct ControlFile {
    /// A server writes no more of it (`PG_CONTROL_MAX_SAFE_SIZE`), so that no write is torn.
    static let length = 512
    /// `FLOATFORMAT_VALUE`, which stands before the sizes that a server was built or made with: where
    /// that is changes with the version.
    private static let mark = (1_234_567.0).bitPattern
    private static let alignment = 8
    /// `floatFormat`, `blcksz`, `relseg_size` and `xlog_blcksz` come before `xlog_seg_size`.
    private static let distance = 8 + 3 * 4

    /// Of the cluster's segments; nil where it cannot be found.
    let segmentSize: SegmentSize?

    /// Reads it from the file's beginning.
    init(_ bytes: [UInt8]) {
        let places = stride(from: 0, through: bytes.count - Self.distance - 4, by: Self.alignment)
        let place = places.first { Self.number(bytes[$0..<$0 + 8]) == Self.mark }
        segmentSize = place.flatMap { place in
            let start = place + Self.distance
            return SegmentSize(bytes: Self.number(bytes[start..<start + 4]))
        }
    }

    /// Little-endian, as the system identifier is read.
    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension DataDirectory {
    /// How long the cluster's segments are; nil where its control file does not tell: then the first
    /// segment will.
    package func segmentSize() -> SegmentSize? {
        let file = path.appending("global/pg_control")
        guard let bytes = try? Self.read(file, limit: ControlFile.length) else { return nil }
        return ControlFile(bytes).segmentSize
    }
}
