import Records
import WAL

/// A plan, drawn from bytes of any kind, by which WAL is made with right checksums and links and
/// then damaged: the reader must end, and read the same however it gets the bytes.
///
/// libFuzzer draws it in `scripts/campaign fuzz`, a seeded generator in the tests.
package struct ReaderPlan {
    private static let pageSizes = [1_024, 2_048, 8_192]
    private static let recordLimit = 48
    private static let damageLimit = 32
    /// Two segments and a little.
    private static let lengthLimit = 2 << 20
    private static let segmentSize = 1 << 20

    private let bytes: [UInt8]
    private var offset = 0

    /// Takes the plan's bytes.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Carries the plan out; answers what went wrong, nil for nothing.
    package mutating func run() -> String? {
        guard let name = SegmentName("000000010000000000000003"),
            let following = SegmentName("000000010000000000000004")
        else { return "no name" }
        let wanted = 1 + word()
        var wal: [UInt8]
        if byte() & 1 == 0 {
            wal = made()
            damage(&wal)
        } else {
            // No plan at all, behind a first page's header that lets the reader begin.
            wal = Self.firstPageHeader + bytes.dropFirst(offset)
        }
        // Smaller ones would take the whole run for one megabyte.
        let pieces = max(wanted, wal.count / 512)
        let first = wal.prefix(Self.segmentSize)
        let records = Self.read(first, of: name, pieces: pieces, by: .best)
        guard records == Self.read(first, of: name, pieces: first.count + 1, by: .tables) else {
            return "pieces of \(pieces) bytes were read differently"
        }
        guard wal.count > Self.segmentSize, let records else { return nil }
        let second = wal[Self.segmentSize...].prefix(Self.segmentSize)
        guard let next = Self.read(second, of: following, pieces: pieces, by: .best) else {
            return nil
        }
        _ = try? records.tail.joined(next.head, own: next.tail)
        return nil
    }

    private var isEmpty: Bool { offset >= bytes.count }

    /// The next byte; zeros behind the end.
    private mutating func byte() -> Int {
        guard offset < bytes.count else { return 0 }
        defer { offset += 1 }
        return Int(bytes[offset])
    }

    private mutating func word() -> Int { byte() << 8 | byte() }

    private mutating func made() -> [UInt8] {
        let pageSize = Self.pageSizes[byte() % Self.pageSizes.count]
        var stream = WALStream(segment: 3, pageSize: pageSize)
        let limit = 1 + byte() % Self.recordLimit
        for _ in 0..<limit where !isEmpty && stream.bytes.count <= Self.lengthLimit {
            let kind = byte()
            let length = kind & 0x80 == 0 ? byte() : word() * (kind & 0x40 == 0 ? 1 : 16)
            let fill = UInt8(byte())
            switch kind & 0x0F {
            case 0: stream.append(manager: 0, info: 0xD0, body: [UInt8](repeating: fill, count: 18))
            case 1: stream.appendSwitch()
            case let manager:
                let body = [UInt8](repeating: fill, count: length)
                stream.append(manager: UInt8(manager), body: body)
            }
        }
        return stream.bytes
    }

    /// Writes over some of it: a byte, a bit, a page's beginning, a piece from elsewhere; or cuts
    /// the end off.
    private mutating func damage(_ wal: inout [UInt8]) {
        for _ in 0..<Self.damageLimit where !isEmpty && !wal.isEmpty {
            let kind = byte()
            let place = (word() << 8 | byte()) % wal.count
            switch kind % 5 {
            case 0: wal[place] = UInt8(byte())
            case 1: wal[place] ^= 1 << UInt8(byte() % 8)
            case 2: wal[place & ~1_023] = UInt8(byte())
            case 3:
                let from = word() % wal.count
                let count = min(1_024, wal.count - max(from, place))
                wal.replaceSubrange(place..<place + count, with: wal[from..<from + count])
            default: wal.removeLast(place % 4_096 % wal.count)
            }
        }
    }

    private static func read(
        _ bytes: ArraySlice<UInt8>,
        of name: SegmentName,
        pieces: Int,
        by implementation: CRC32C.Implementation
    ) -> SegmentRecords? {
        var reader = SegmentReader(name: name, by: implementation)
        var rest = bytes
        while !rest.isEmpty {
            let piece = Array(rest.prefix(pieces))
            reader.receive(piece.span.bytes)
            rest = rest.dropFirst(pieces)
        }
        return reader.conclude()
    }

    /// The first page's header of a segment of one-kilobyte pages.
    private static let firstPageHeader: [UInt8] = {
        var stream = WALStream(segment: 3, pageSize: 1_024)
        stream.append(body: [])
        return Array(stream.bytes.prefix(40))
    }()
}
