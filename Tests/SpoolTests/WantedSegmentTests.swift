import Testing
import WAL

@testable import Spool

/// What a call leaves for whoever prefetches.
@Suite struct WantedSegmentTests {
    private static let moment = BootTime(
        bootID: "0b2ff9b7-5a2c-4f0c-8d6e-1c1f5c1b7a11",
        seconds: 50
    )

    private func wanted() throws -> WantedSegment {
        WantedSegment(
            segment: try #require(SegmentName("000000010000000000000007")),
            size: try #require(SegmentSize(bytes: 16 << 20)),
            moment: Self.moment
        )
    }

    @Test func `is read as it was written`() throws {
        #expect(try WantedSegment(text: wanted().text) == wanted())
    }

    @Test func `is none when it is torn or garbage`() throws {
        let text = try wanted().text
        let believed = text.indices.dropFirst().filter {
            WantedSegment(text: String(text[..<$0])) != nil
        }
        #expect(believed == [])
        for garbage in ["", "\n", text + text, " " + text, text.replacing("16777216", with: "7")] {
            #expect(WantedSegment(text: garbage) == nil)
        }
    }

    @Test(arguments: [(0, true), (29, true), (30, false), (-1, false)])
    func `is recent for half a minute`(age: Int64, isRecent: Bool) throws {
        let now = BootTime(bootID: Self.moment.bootID, seconds: Self.moment.seconds + age)
        #expect(try wanted().isRecent(at: now) == isRecent)
    }

    @Test(arguments: [Int64.min, .max])
    func `is not recent at a moment that no clock tells`(seconds: Int64) throws {
        let moment = BootTime(bootID: Self.moment.bootID, seconds: seconds)
        let size = try wanted().size
        let wanted = WantedSegment(segment: try wanted().segment, size: size, moment: moment)
        #expect(!wanted.isRecent(at: Self.moment))
    }

    @Test func `is not recent after another start`() throws {
        #expect(try !wanted().isRecent(at: BootTime(bootID: "other", seconds: 50)))
    }
}
