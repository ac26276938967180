import Monitoring
import Testing
import WAL

/// How far back unbroken WAL goes.
@Suite struct UnbrokenWALTests {
    private let size: SegmentSize

    init() throws {
        size = try #require(SegmentSize(bytes: 16 << 20))
    }

    private func range(
        _ names: [String],
        history: (timeline: UInt32, text: String)? = nil
    ) throws -> UnbrokenWAL? {
        let parsed = try history.map { history in
            try TimelineHistory(
                Array(history.text.utf8),
                of: #require(TimelineID(history.timeline))
            )
        }
        let segments = try names.map { try #require(SegmentName($0)) }
        return UnbrokenWAL(segments: segments, history: parsed, size: size)
    }

    @Test func `is nothing in an empty archive`() throws {
        #expect(try range([]) == nil)
    }

    @Test func `begins with the oldest of an unbroken row`() throws {
        let found = try #require(
            try range(["000000010000000100000000", "0000000100000000000000FF"])
        )
        #expect(found.oldest.description == "0000000100000000000000FF")
        #expect(found.newest.description == "000000010000000100000000")
        #expect(found.start.description == "0/FF000000")
        #expect(found.end.description == "1/1000000")
        #expect(found.missing == nil)
    }

    @Test func `begins behind the last segment that is missing`() throws {
        let found = try #require(
            try range([
                "000000010000000000000001", "000000010000000000000003", "000000010000000000000004",
            ])
        )
        #expect(found.oldest.description == "000000010000000000000003")
        #expect(found.missing?.description == "000000010000000000000002")
    }

    @Test func `goes back over a timeline's parents`() throws {
        let found = try #require(
            try range(
                [
                    "000000010000000000000001", "000000010000000000000002",
                    "000000020000000000000002", "000000020000000000000003",
                ],
                history: (2, "1\t0/2000100\tno recovery target specified\n")
            )
        )
        #expect(found.oldest.description == "000000010000000000000001")
        #expect(found.newest.description == "000000020000000000000003")
        #expect(found.missing == nil)
    }

    @Test func `does not take what a parent wrote after the switch`() throws {
        let found = try #require(
            try range(
                [
                    "000000010000000000000001", "000000010000000000000002",
                    "000000020000000000000003",
                ],
                history: (2, "1\t0/2000000\tno recovery target specified\n")
            )
        )
        #expect(found.oldest.description == "000000020000000000000003")
        #expect(found.missing?.description == "000000020000000000000002")
    }

    @Test func `ends at the beginning of the log`() throws {
        let found = try #require(try range(["000000010000000000000000"]))
        #expect(found.start.description == "0/0")
    }
}
