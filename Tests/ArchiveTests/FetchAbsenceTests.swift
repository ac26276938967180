import Archive
import TestStores
import TestSupport
import Testing
import WAL

/// "Absent" ends a recovery, so it is said only of an archive that is proven to be the cluster's.
@Suite struct FetchAbsenceTests {
    private let absent = WALFixture.numbered(9).file
    private static let hint =
        " HINT: Check the setting archive, and that the archive is mounted."

    @Test func `is proven by the marker`() throws {
        #expect(try FetchCall(MemoryStore.archive()).run(absent) == .absent)
    }

    @Test func `is proven by a segment's header where there is no marker`() throws {
        let store = MemoryStore()
        store[WALFixture().file] = try Archived.zstd(WALFixture().contents)
        #expect(try FetchCall(store).run(absent) == .absent)
        store[WALFixture().file] = WALFixture().contents
        #expect(try FetchCall(store).run(absent) == .absent)
    }

    @Test func `is proven by one segment of ours among others`() throws {
        let store = MemoryStore()
        for number in UInt64(1)...3 {
            let other = WALFixture.ofOtherCluster(number: number)
            store[other.file] = other.contents
        }
        store[WALFixture.numbered(4).file] = WALFixture.numbered(4).contents
        #expect(try FetchCall(store).run(absent) == .absent)
    }

    @Test(arguments: ["00000002.history", "000000010000000000000009.00000028.backup"])
    func `is said of every kind of file`(name: String) throws {
        #expect(try FetchCall(MemoryStore.archive()).run(.named(name)) == .absent)
    }

    @Test func `is not said of a mistyped archive`() throws {
        try expectCannotTell(
            MemoryStore(),
            "\"memory:archive\" holds no WAL at all, so it cannot be told that the file is"
                + " absent" + Self.hint
        )
    }

    @Test func `is not said of an archive that does not tell whose it is`() throws {
        let store = MemoryStore()
        store[.named("00000002.history")] = TimelineHistory.text((1, "0/100000"))
        store[WALFixture().file] = [1, 2, 3]
        try expectCannotTell(
            store,
            "\"memory:archive\" holds WAL that does not say whose it is" + Self.hint
        )
    }

    @Test(arguments: [true, false])
    func `is not said of another cluster's archive`(hasMarker: Bool) throws {
        let store = MemoryStore()
        if hasMarker {
            store[.marker] = Archived.marker(.other).bytes
            store[WALFixture().file] = WALFixture().contents
        } else {
            store[WALFixture().file] = WALFixture.ofOtherCluster().contents
        }
        try expectCannotTell(
            store,
            "\"memory:archive\" is the archive of another cluster: its system identifier is"
                + " 6912345678901234567, this server's 7312345678901234567" + Self.hint
        )
    }

    @Test func `is not said where the marker is damaged`() throws {
        let store = try MemoryStore.archive(WALFixture())
        store[.marker]?.removeLast()
        let failure = #expect(throws: FetchError.self) { try FetchCall(store).run(absent) }
        #expect(
            failure?.description.hasPrefix("\"memory:archive/wal-archive.cluster\" is damaged")
                == true
        )
    }

    @Test(arguments: [UnreliableStore.Call.read, .list])
    func `is not said where the store did not answer`(call: UnreliableStore.Call) throws {
        let failure = StoreError(.permanent, "could not open \"/a\": Permission denied")
        for number in 1...(call == .read ? 2 : 1) {
            let store = UnreliableStore(
                try MemoryStore.archive(),
                .init(call, number...number, .fails(failure))
            )
            #expect(throws: FetchError.cannotTell(failure)) { try FetchCall(store).run(absent) }
        }
    }

    @Test func `is said again once the store answers`() throws {
        let failure = StoreError(.transient, "could not open \"/a\": Stale file handle")
        let store = UnreliableStore(
            try MemoryStore.archive(),
            .init(.read, 1...2, .fails(failure)),
            .init(.list, 1...1, .fails(failure))
        )
        let call = FetchCall(store)
        #expect(try call.run(absent) == .absent)
        #expect(call.clock.waits.count == 3)
    }

    @Test func `is proven by any marker or segment by hand`() throws {
        var call = FetchCall(try MemoryStore.archive())
        call.system = nil
        #expect(try call.run(absent) == .absent)
        let store = MemoryStore()
        store[WALFixture().file] = WALFixture.ofOtherCluster().contents
        call.stores = [store]
        #expect(try call.run(absent) == .absent)
        call.stores = [MemoryStore()]
        #expect(throws: FetchError.self) { try call.run(absent) }
    }

    private func expectCannotTell(
        _ store: MemoryStore,
        _ message: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let call = FetchCall(store)
        let failure = #expect(throws: FetchError.self, sourceLocation: sourceLocation) {
            try call.run(absent)
        }
        guard case .cannotTell? = failure else {
            Issue.record("\(String(describing: failure))", sourceLocation: sourceLocation)
            return
        }
        #expect(failure?.description == message, sourceLocation: sourceLocation)
        #expect(call.clock.waits == [], sourceLocation: sourceLocation)
    }
}
