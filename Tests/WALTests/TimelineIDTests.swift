import Testing
import WAL

/// Timelines: numbers that are never zero.
@Suite struct TimelineIDTests {
    @Test func `is never zero`() {
        #expect(TimelineID(0) == nil)
    }

    @Test(arguments: [
        (1, "1", "00000001"), (10, "10", "0000000A"), (0xABC_DEF0, "180150000", "0ABCDEF0"),
        (UInt32.max, "4294967295", "FFFFFFFF"),
    ])
    func `prints decimal in messages and eight digits in file names`(
        number: UInt32,
        message: String,
        part: String
    ) throws {
        let timeline = try timeline(number)
        #expect(timeline.rawValue == number)
        #expect(timeline.description == message)
        #expect(timeline.fileNamePart == part)
    }

    @Test func `is ordered by its number`() throws {
        #expect(try timeline(9) < timeline(10))
        #expect(try !(timeline(10) < timeline(10)))
    }
}
