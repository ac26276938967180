import TestSupport
import Testing
import WAL

/// Every way in which a segment can be wrong, and what is said of it.
@Suite struct SegmentDefectTests {
    /// Judges a changed header, whose defect must be this one and speak these words.
    private func expect(
        _ defect: SegmentDefect,
        _ text: String,
        as name: String? = nil,
        length: UInt64? = nil,
        system: SystemIdentifier? = nil,
        count: Int = 40,
        sourceLocation: SourceLocation = #_sourceLocation,
        change: (inout [UInt8]) -> Void = { _ in }
    ) {
        #expect(throws: defect, sourceLocation: sourceLocation) {
            try SegmentHeaderTests.header(
                WALFixture(seed: nil),
                as: name,
                length: length,
                system: system,
                count: count,
                change: change
            )
        }
        #expect(defect.description == text, sourceLocation: sourceLocation)
    }

    @Test func `an empty file`() {
        expect(.empty, "it is empty", length: 0, count: 0)
    }

    @Test(arguments: [1, 39])
    func `a file shorter than a header`(count: Int) {
        let bytes = UInt64(count)
        let text = "it has only \(bytes) bytes"
        expect(.shorterThanHeader(bytes: bytes), text, length: bytes, count: count)
    }

    @Test(arguments: [40, 4096])
    func `a zeroed file`(count: Int) {
        expect(.zeroed, "its first page is zeroed", count: count) {
            $0 = [UInt8](repeating: 0, count: count)
        }
    }

    @Test func `a page without a magic that is not all zeros`() {
        let text = "page magic 0000 is not of PostgreSQL 12 or newer"
        expect(.unsupportedMagic(PageMagic(0)), text) { $0.store(0 as UInt16, at: 0) }
    }

    @Test func `a page of a server that is too old`() {
        let text = "page magic D098 is not of PostgreSQL 12 or newer"
        expect(.unsupportedMagic(PageMagic(0xD098)), text) { $0.store(0xD098 as UInt16, at: 0) }
    }

    @Test func `a page without a long header`() {
        expect(.noLongHeader, "its first page has no long header") { $0[2] = 0xFD }
    }

    @Test(arguments: [0, 1 << 19, (1 << 20) - 1, (1 << 20) + 1, 1 << 31, .max] as [UInt32])
    func `an impossible segment size`(bytes: UInt32) {
        let text = "its header names an impossible segment size of \(bytes) bytes"
        expect(.impossibleSegmentSize(bytes), text) { $0.store(bytes, at: 32) }
    }

    @Test(arguments: [0, 1, 512, 1023, 1025, 8191, 65_537, 1 << 17, .max] as [UInt32])
    func `an impossible block size`(bytes: UInt32) {
        let text = "its header names an impossible WAL block size of \(bytes) bytes"
        expect(.impossibleBlockSize(bytes), text) { $0.store(bytes, at: 36) }
    }

    @Test func `no system identifier`() {
        let text = "its header has no system identifier"
        expect(.noSystemIdentifier, text) { $0.store(0 as UInt64, at: 24) }
    }

    @Test func `another cluster's segment`() throws {
        let found = try system(WALFixture(seed: nil).systemIdentifier)
        expect(
            .otherSystem(found, expected: try system(42)),
            "it is of another cluster: its system identifier is 7312345678901234567 instead of 42",
            system: try system(42)
        )
    }

    @Test(arguments: [40, (1 << 20) - 1, (1 << 20) + 1, 1 << 24] as [UInt64])
    func `a wrong length`(bytes: UInt64) throws {
        let text = "it has \(bytes) bytes instead of 1048576"
        expect(.wrongLength(bytes: bytes, expected: try size(1 << 20)), text, length: bytes)
    }

    @Test func `a name that no segment of its size has`() throws {
        expect(
            .impossibleName(try size(1 << 20)),
            "no segment of 1 MiB has this name",
            as: "000000010000000000001000"
        )
    }

    @Test func `a name that stands for another position`() {
        expect(
            .wrongAddress(LSN(0x10_0000), expected: LSN(0x1_0020_0000)),
            "it begins at LSN 0/100000 but its name stands for 1/200000",
            as: "000000010000000100000002"
        )
    }

    @Test func `timeline zero`() {
        expect(.timelineZero, "its first page has timeline 0") { $0.store(0 as UInt32, at: 4) }
    }

    @Test func `a timeline above its name's`() throws {
        let text = "its first page has timeline 11, above timeline 1 of its name"
        expect(.timelineAbove(try timeline(11), name: try timeline(1)), text) { $0[4] = 11 }
    }
}
