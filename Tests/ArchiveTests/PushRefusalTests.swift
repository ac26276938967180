import Archive
import TestStores
import TestSupport
import Testing
import WAL

/// Local files that are not what their name says; nothing of them is stored.
@Suite struct PushRefusalTests {
    /// A wrong file and what is told of it.
    struct Wrong: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        let defect: String

        var testDescription: String { defect }
    }

    static let wrong = [
        Wrong(name: name, bytes: [], defect: "it is empty"),
        Wrong(name: name, bytes: zeros, defect: "its first page is zeroed"),
        Wrong(
            name: name,
            bytes: Array(segment.dropLast()),
            defect: "it has 1048575 bytes instead of 1048576"
        ),
        Wrong(
            name: name,
            bytes: segment + [0],
            defect: "it has 1048577 bytes instead of 1048576"
        ),
        Wrong(
            name: "000000010000000000000002",
            bytes: segment,
            defect: "it begins at LSN 0/100000 but its name stands for 0/200000"
        ),
        Wrong(
            name: name,
            bytes: WALFixture.ofOtherCluster().contents,
            defect: "it is of another cluster: its system identifier is 6912345678901234567"
                + " instead of 7312345678901234567"
        ),
        Wrong(
            name: name,
            bytes: WALFixture.numbered(1, timeline: 2).contents,
            defect: "its first page has timeline 2, above timeline 1 of its name"
        ),
        Wrong(
            name: name + ".partial",
            bytes: WALFixture.ofOtherCluster().contents,
            defect: "it is of another cluster: its system identifier is 6912345678901234567"
                + " instead of 7312345678901234567"
        ),
        Wrong(
            name: "00000002.history",
            bytes: [],
            defect: "it names no parent timeline"
        ),
        Wrong(
            name: "00000002.history",
            bytes: TimelineHistory.text((2, "0/100000")),
            defect: "it names timeline 2, which is not below its own"
        ),
        Wrong(
            name: name + ".00000028.backup",
            bytes: Array("LABEL: x\n".utf8),
            defect: "its first line is not START WAL LOCATION"
        ),
    ]

    private static let name = WALFixture().name
    private static let segment = WALFixture().contents
    private static let zeros = [UInt8](repeating: 0, count: 1 << 20)

    @Test(arguments: wrong)
    func `refuses a local file that is wrong`(_ wrong: Wrong) throws {
        let store = MemoryStore()
        let failure = try #require(PushCall(store).failure(.named(wrong.name), wrong.bytes))
        #expect(
            failure.description
                == "the local file is wrong: \(wrong.defect) HINT: Nothing was stored."
                + " Only what has a .ready in archive_status needs archiving: another file may be"
                + " an old one under a new name. Otherwise compare it with a standby's."
        )
        #expect(store.count == 0)
    }

    @Test(arguments: [(false, UInt64(1 << 20) + 1), (false, 1 << 21), (true, 1 << 20)])
    func `refuses a file that changes while it is read`(isChanged: Bool, length: UInt64) throws {
        let store = try MemoryStore.archive()
        var call = PushCall(store)
        call.checksWAL = false
        let source = MemorySource(WALFixture().contents, length: length, isChanged: isChanged)
        #expect(throws: PushError.source(SourceError("the local file changed while it was read"))) {
            try call.run(WALFixture().file, source: source)
        }
        #expect(store.count == 1)
    }

    @Test func `refuses a file that grows while it is read`() throws {
        let store = try MemoryStore.archive()
        let source = MemorySource(WALFixture().contents + [1], length: 1 << 20)
        #expect(throws: PushError.source(SourceError("the local file changed while it was read"))) {
            try PushCall(store).run(WALFixture().file, source: source)
        }
        #expect(store.count == 1)
    }

    @Test(arguments: 1...4)
    func `tells why the local file cannot be read`(failingRead: Int) throws {
        let store = MemoryStore()
        let source = MemorySource(WALFixture().contents, failingRead: failingRead)
        let call = PushCall(store)
        if failingRead == 4 {
            // The fourth read is of the comparison.
            try call.run(WALFixture().file, WALFixture().contents)
        }
        #expect(throws: PushError.source(SourceError("could not read \"pg_wal\": broken"))) {
            try call.run(WALFixture().file, source: source)
        }
        #expect(call.clock.waits == [])
        #expect(try store.names().count == (failingRead == 4 ? 1 : 0))
    }
}
