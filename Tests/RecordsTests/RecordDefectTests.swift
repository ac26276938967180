import Records
import TestSupport
import Testing
import WAL

/// What the reader says of WAL that is wrong.
@Suite struct RecordDefectTests {
    /// A segment with small records on its first page and long ones behind.
    private static func segment() -> (bytes: [UInt8], records: [Int]) {
        var stream = WALStream(segment: 1)
        for _ in 0..<4 { stream.append(body: [UInt8](repeating: 1, count: 40)) }
        stream.append(body: [UInt8](repeating: 2, count: 20_000))
        var random = SplitMix64(state: 2)
        stream.fillSegment(random: &random)
        return (stream.segment(0), stream.records.map { Int($0 - stream.start) })
    }

    /// An offset within the segment, what is written there, and what is then said.
    struct Change: Sendable {
        let text: String
        let change: @Sendable (inout [UInt8], [Int]) -> Void

        init(_ text: String, _ change: @escaping @Sendable (inout [UInt8], [Int]) -> Void) {
            self.text = text
            self.change = change
        }
    }

    static let changes: [Change] = [
        Change("the page at LSN 0/102000 has magic D113 instead of D110") { bytes, _ in
            bytes.store(UInt16(0xD113), at: 0x2000)
        },
        Change("the page at LSN 0/102000 has impossible flags 11") { bytes, _ in
            bytes.store(UInt16(0x11), at: 0x2002)
        },
        Change("the page at LSN 0/102000 says that it is of LSN 0/104000") { bytes, _ in
            bytes.store(UInt64(0x10_4000), at: 0x2008)
        },
        Change("the page at LSN 0/102000 has timeline 0, below 1 of the page before") { bytes, _ in
            bytes.store(UInt32(0), at: 0x2004)
        },
        Change("the page at LSN 0/102000 has timeline 2, above 1 of the file's name") { bytes, _ in
            bytes.store(UInt32(2), at: 0x2004)
        },
        Change("the page at LSN 0/102000 has a header that is not filled up with zeros") {
            bytes,
            _ in bytes[0x2014] = 1
        },
        Change("the page at LSN 0/102000 continues no record, but says 12128 bytes of one") {
            bytes,
            _ in bytes.store(UInt16(0), at: 0x2002)
        },
        Change("the record at LSN 0/100068 has an impossible length of 23 bytes") { bytes, at in
            bytes.store(UInt32(23), at: at[1])
        },
        Change("the record at LSN 0/100068 is of the unknown resource manager 22") { bytes, at in
            bytes[at[1] + 17] = 22
        },
        Change("the record at LSN 0/100068 follows one at 0/100000 instead of 0/100028") {
            bytes,
            at in bytes.store(UInt64(0x10_0000), at: at[1] + 8)
        },
        Change("the record at LSN 0/100028 follows one at 0/100028, which is not before it") {
            bytes,
            at in bytes.store(UInt64(0x10_0028), at: at[0] + 8)
        },
        Change("the record at LSN 0/100068 does not have its checksum") { bytes, at in
            bytes[at[1] + 30] ^= 1
        },
        Change("the record at LSN 0/100128 goes on with 12194 bytes instead of 12128") {
            bytes,
            _ in bytes.store(UInt32(12_194), at: 0x2010)
        },
        Change("the record at LSN 0/100128 does not go on on the page at 0/102000") { bytes, _ in
            bytes.store(UInt16(0), at: 0x2002)
            bytes.store(UInt32(0), at: 0x2010)
        },
    ]

    @Test(arguments: changes.indices)
    func `says what is wrong and where`(index: Int) throws {
        let change = Self.changes[index]
        var (bytes, records) = Self.segment()
        #expect(try Reading.records(bytes, number: 1).defect == nil)
        change.change(&bytes, records)
        let defect = try Reading.records(bytes, number: 1).defect
        #expect(defect?.description == change.text)
    }

    @Test func `finds a record that no record is continued by`() throws {
        var stream = WALStream(segment: 1, pageSize: 1_024)
        // Fills the first page to its last byte.
        stream.append(body: [UInt8](repeating: 1, count: 1_024 - 40 - 24))
        stream.append(body: [2])
        stream.appendSwitch()
        var bytes = stream.segment(0)
        #expect(try Reading.records(bytes, number: 1).defect == nil)
        bytes.store(UInt16(1), at: 1_024 + 2)
        let text = "the page at LSN 0/100418 continues a record that is not there"
        #expect(try Reading.records(bytes, number: 1).defect?.description == text)
    }

    @Test func `any bit that is flipped is found`() throws {
        var random = SplitMix64(state: 5)
        var stream = WALStream(segment: 1, pageSize: 1_024)
        stream.fillSegment(random: &random, longest: 300)
        stream.fillSegment(random: &random, longest: 300)
        let segments = [stream.segment(0), stream.segment(1)]
        // The bit of the first page that says how copies may be made is true either way.
        let free = 2 * 8 + 2
        for _ in 0..<400 {
            var bytes = segments[0]
            let page = Int.random(in: 0..<1_024, using: &random) * 1_024
            let within = Bool.random(using: &random) ? 24 : 1_024
            let bit = Int.random(in: 40 * 8..<within * 8 + 40 * 8, using: &random) % (1_024 * 8)
            bytes[page + bit / 8] ^= 1 << UInt8(bit % 8)
            if bit == free || isPadding(page + bit / 8, stream) { continue }
            #expect(throws: RecordDefect.self, "page \(page), bit \(bit)") {
                _ = try Reading.chain([bytes, segments[1]], from: 1)
            }
        }
    }

    /// Whether a byte fills the space up to where the next record begins: no record has it.
    private func isPadding(_ offset: Int, _ stream: WALStream) -> Bool {
        guard let next = stream.records.first(where: { $0 > stream.start + UInt64(offset) }) else {
            return false
        }
        return next - (stream.start + UInt64(offset)) < 8
    }
}
