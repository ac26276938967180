import Archive
import TestStores
import Testing
import WAL

/// Names below an archive's URL.
@Suite struct ObjectKeyTests {
    private static let names = [
        "000000010000000000000001", "000000010000000000000001.partial", "0000000A.history",
        "000000010000000000000001.00000028.backup",
        "000000010000000000000001.partial.0123456789abcdef",
        "00000002.history.conflict.0123456789abcdef",
    ]

    @Test(arguments: names)
    func `is the file's own name`(name: String) throws {
        #expect(ObjectKey(listed: name)?.name == name)
        #expect(ObjectKey(listed: name)?.description == name)
    }

    @Test(arguments: [
        "", "wal-archive.cluster", ".wal-archive", "000000010000000000000001.sha256",
        "00000001000000000000000a", "000000010000000000000001.gz", "archive_status",
        "000000010000000000000001.partial.0123456789ABCDEF", "tmp-1.tmp",
    ])
    func `is nothing else that a listing gives`(name: String) {
        #expect(ObjectKey(listed: name) == nil)
    }

    @Test func `knows the segment and the timeline it stands for`() {
        let keys = Self.names.compactMap { ObjectKey(listed: $0) }
        #expect(keys.map { $0.segment?.description } == [Self.names[0], nil, nil, nil, nil, nil])
        #expect(keys.map(\.historyTimeline?.rawValue) == [nil, nil, 10, nil, nil, nil])
        #expect(ObjectKey.marker.segment == nil)
    }

    @Test func `sorts as its text`() {
        let keys = Self.names.compactMap { ObjectKey(listed: $0) }
        #expect(keys.sorted().map(\.name) == Self.names.sorted())
    }
}
