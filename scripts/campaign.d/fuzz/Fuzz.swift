// libFuzzer's entry: what it gives is a plan, by which WAL is made with right checksums and links
// and then damaged; the reader must end, and read the same however it gets the bytes.
import Records
import TestSupport
import WAL

/// Takes numbers from the fuzzer's bytes; zeros behind their end.
struct Plan {
    let bytes: UnsafeBufferPointer<UInt8>
    var offset = 0

    var isEmpty: Bool { offset >= bytes.count }

    mutating func byte() -> Int {
        guard offset < bytes.count else { return 0 }
        defer { offset += 1 }
        return Int(bytes[offset])
    }

    mutating func word() -> Int { byte() << 8 | byte() }
}

let pageSizes = [1_024, 2_048, 8_192]
let name = SegmentName("000000010000000000000003")
let following = SegmentName("000000010000000000000004")

func made(_ plan: inout Plan) -> [UInt8] {
    var stream = WALStream(segment: 3, pageSize: pageSizes[plan.byte() % pageSizes.count])
    // From somewhere within the segment, so that its end is near.
    let limit = 1 + plan.byte() % 48
    for _ in 0..<limit where !plan.isEmpty {
        let kind = plan.byte()
        let length = kind & 0x80 == 0 ? plan.byte() : plan.word() * (kind & 0x40 == 0 ? 1 : 16)
        let fill = UInt8(plan.byte())
        switch kind & 0x0F {
        case 0: stream.append(manager: 0, info: 0xD0, body: [UInt8](repeating: fill, count: 18))
        case 1: stream.appendSwitch()
        default:
            stream.append(
                manager: UInt8(kind & 0x0F),
                body: [UInt8](repeating: fill, count: length)
            )
        }
        if stream.bytes.count > 2 << 20 { break }
    }
    return stream.bytes
}

/// Writes over some of it: a byte, a bit, a whole page from elsewhere, the end cut off.
func damage(_ bytes: inout [UInt8], _ plan: inout Plan) {
    for _ in 0..<32 where !plan.isEmpty && !bytes.isEmpty {
        let kind = plan.byte()
        let offset = (plan.word() << 8 | plan.byte()) % bytes.count
        switch kind % 5 {
        case 0: bytes[offset] = UInt8(plan.byte())
        case 1: bytes[offset] ^= 1 << UInt8(plan.byte() % 8)
        case 2: bytes[offset & ~1_023] = UInt8(plan.byte())
        case 3:
            let from = plan.word() % bytes.count
            let count = min(1_024, bytes.count - max(from, offset))
            bytes.replaceSubrange(offset..<offset + count, with: bytes[from..<from + count])
        default: bytes.removeLast(offset % 4_096 % bytes.count)
        }
    }
}

func read(
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

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let name, let following else { return 0 }
    var plan = Plan(bytes: UnsafeBufferPointer(start: start, count: count))
    let wanted = 1 + plan.word()
    var bytes: [UInt8]
    if plan.byte() & 1 == 0 {
        bytes = made(&plan)
        damage(&bytes, &plan)
    } else {
        // No plan at all, behind a first page's header that lets the reader begin.
        bytes = WALStream.firstPageHeader + (plan.bytes.dropFirst(plan.offset))
    }
    let size = 1 << 20
    // Smaller ones would take the whole run for one megabyte.
    let pieces = max(wanted, bytes.count / 512)
    let first = bytes.prefix(size)
    let records = read(first, of: name, pieces: pieces, by: .best)
    precondition(records == read(first, of: name, pieces: first.count + 1, by: .tables))
    guard bytes.count > size, let records else { return 0 }
    let next = read(bytes[size...].prefix(size), of: following, pieces: pieces, by: .best)
    guard let next else { return 0 }
    _ = try? records.tail.joined(next.head, own: next.tail)
    return 0
}

extension WALStream {
    /// The first page's header of a segment of one-kilobyte pages.
    static let firstPageHeader: [UInt8] = {
        var stream = WALStream(segment: 3, pageSize: 1_024)
        stream.append(body: [])
        return Array(stream.bytes.prefix(40))
    }()
}
