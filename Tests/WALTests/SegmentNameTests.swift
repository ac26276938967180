import TestSupport
import Testing
import WAL

/// Segment names: 24 digits, and the positions that they stand for.
@Suite struct SegmentNameTests {
    @Test func `consists of three numbers`() throws {
        let name = try segment("0000000A00000012000000FE")
        #expect(name.timeline.rawValue == 10)
        #expect(name.log == 0x12)
        #expect(name.segment == 0xFE)
        #expect(name.description == "0000000A00000012000000FE")
    }

    @Test(arguments: [
        "", "00000001000000000000000", "0000000100000000000000010", "000000000000000000000001",
        "00000001000000000000000a", "00000001000000000000000G", "00000001-00000000-000001",
        "+0000001000000000000001F", " 00000010000000000000001", "00000001000000000000000\0",
        "00000001000000000000000\n", "0x000001000000000000000F", "00000001000000000000000０",
        "0000000100000000000000é",
    ])
    func `refuses any other text`(text: String) {
        #expect(SegmentName(text) == nil)
    }

    @Test(
        arguments: [
            (20, 4096), (21, 2048), (24, 256), (29, 8), (30, 4),
        ] as [(UInt64, UInt32)]
    )
    func `begins where its parts say, up to the last number of its size`(
        exponent: UInt64,
        count: UInt32
    ) throws {
        let size = try size(1 << exponent)
        let last = SegmentName(timeline: try timeline(1), log: 7, segment: count - 1)
        #expect(last.start(size: size) == LSN(0x8_0000_0000 - size.bytes))
        let beyond = SegmentName(timeline: try timeline(1), log: 7, segment: count)
        #expect(beyond.start(size: size) == nil)
        let final = SegmentName(timeline: try timeline(1), log: .max, segment: count - 1)
        #expect(final.start(size: size) == LSN(0 &- size.bytes))
    }

    @Test(arguments: 20...30 as ClosedRange<UInt64>)
    func `holds the positions from its start to its end`(exponent: UInt64) throws {
        let size = try size(1 << exponent)
        let name = SegmentName(timeline: try timeline(3), log: 1, segment: 2)
        let start = try #require(name.start(size: size)).rawValue
        for offset in [0, 1, size.bytes - 1] {
            let held = LSN(start + offset)
            #expect(SegmentName(timeline: name.timeline, containing: held, size: size) == name)
        }
        for outside in [start - 1, start + size.bytes] {
            let other = SegmentName(
                timeline: name.timeline,
                containing: LSN(outside),
                size: size
            )
            #expect(other != name)
        }
    }

    @Test func `is ordered as its text, timelines first`() throws {
        let names = [
            "000000010000000000000001", "000000010000000000000002", "0000000100000000000000FF",
            "000000010000000100000000", "000000020000000000000000",
        ]
        #expect(try names.reversed().map(segment).sorted().map(\.description) == names)
    }

    @Test func `precedes by position, whatever the timeline`() throws {
        let one = try segment("000000020000000000000001")
        let two = try segment("000000010000000000000002")
        let far = try segment("000000010000000100000000")
        #expect(one.precedes(two) && two.precedes(far))
        #expect(!two.precedes(one) && !far.precedes(two) && !one.precedes(one))
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `reads what it prints`(seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        for _ in 0..<300 {
            let number = UInt32.random(in: 1...UInt32.max, using: &random)
            let name = SegmentName(
                timeline: try timeline(number),
                log: UInt32.random(in: 0...UInt32.max, using: &random),
                segment: UInt32.random(in: 0...UInt32.max, using: &random)
            )
            #expect(SegmentName(name.description) == name)
        }
    }
}

/// The order of segments on one timeline.
@Suite struct NextSegmentTests {
    @Test(arguments: [
        (UInt64(16), "000000010000000000000001", "000000010000000000000002"),
        (16, "0000000100000000000000FF", "000000010000000100000000"),
        (1, "000000010000000000000FFF", "000000010000000100000000"),
        (1024, "000000010000000000000003", "000000010000000100000000"),
        (16, "000000020000000A0000000F", "000000020000000A00000010"),
    ])
    func `is by position`(mebibytes: UInt64, name: String, next: String) throws {
        let size = try #require(SegmentSize(bytes: mebibytes << 20))
        #expect(SegmentName(name)?.next(size: size)?.description == next)
    }

    @Test func `ends with the log, and is none for a name of another size`() throws {
        let size = try #require(SegmentSize(bytes: 16 << 20))
        #expect(SegmentName("00000001FFFFFFFF000000FF")?.next(size: size) == nil)
        #expect(SegmentName("000000010000000000000100")?.next(size: size) == nil)
    }
}
