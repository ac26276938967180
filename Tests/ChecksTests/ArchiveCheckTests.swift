import Archive
import Checks
import TestStores
import TestSupport
import Testing
import WAL

/// What `check` says of an archive, line by line.
@Suite struct ArchiveCheckTests {
    private let check = Array(
        "wal-archive check writes this to prove that nothing replaces an object.\n".utf8
    )

    private func lines(
        _ store: any Store & Sendable,
        system: SystemIdentifier? = .sample,
        testsThenPuts: Bool = false
    ) -> [String] {
        ArchiveCheck(system: system, testsThenPuts: testsThenPuts) { store }.run().map(\.line)
    }

    @Test func `finds an empty archive ready, and leaves one object`() {
        let store = MemoryStore()
        #expect(
            lines(store) == [
                "archive: ok, \"memory:archive\" answers",
                "list: ok, it holds no WAL yet",
                "missing object: ok, the archive says that it is absent",
                "write: ok, \".wal-archive/check\" was written",
                "read back: ok, every byte is as it was written",
                "create once: ok, of two writers at once one was refused",
                "cluster: ok, the archive is nobody's yet; the first push makes it its own",
            ]
        )
        #expect(store.count == 1)
        #expect(store[.check] == check)
    }

    @Test func `finds an archive that lost everything, and writes nothing`() throws {
        let store = MemoryStore()
        let check = ArchiveCheck(
            system: .sample,
            testsThenPuts: false,
            heldWAL: { $0 == store.canonicalURL },
            opening: { store }
        )
        #expect(
            check.run().map(\.line) == [
                "archive: FAILED, \"memory:archive\" is empty, but held this cluster's WAL before"
                    + " HINT: Mount it, or compare the setting archive; if it was emptied on"
                    + " purpose, remove this data directory's records in the spool.",
                "list: skipped, since the archive is not as it was",
                "missing object: skipped, since the archive is not as it was",
                "write: skipped, since the archive is not as it was",
                "read back: skipped, since the archive is not as it was",
                "create once: skipped, since the archive is not as it was",
                "cluster: skipped, since the archive is not as it was",
            ]
        )
        #expect(store.count == 0)
        let used = try MemoryStore.archive(WALFixture())
        let found = ArchiveCheck(
            system: .sample,
            testsThenPuts: false,
            heldWAL: { _ in true },
            opening: { used }
        )
        #expect(found.run().allSatisfy { $0.outcome == .passed })
    }

    @Test func `finds a used archive ready, and adds nothing the second time`() throws {
        let store = try MemoryStore.archive(WALFixture())
        _ = lines(store)
        let before = store.snapshot
        #expect(
            lines(store) == [
                "archive: ok, \"memory:archive\" answers",
                "list: ok, it holds WAL",
                "missing object: ok, the archive says that it is absent",
                "write: ok, \".wal-archive/check\" may be written and is there already",
                "read back: ok, every byte is as it was written",
                "create once: ok, two writers at once were both refused, for it was there",
                "cluster: ok, its marker names this server's system identifier"
                    + " 7312345678901234567",
            ]
        )
        #expect(store.snapshot == before)
    }

    @Test func `finds that objects are replaced`() {
        let found = lines(MemoryStore(replaces: true))
        #expect(
            found.contains(
                "create once: FAILED, the archive let two writers create the same object HINT:"
                    + " It ignores the condition; does the bucket keep versions? Set create_once"
                    + " = 'test-then-put' if nobody else ever archives here: two writers at the"
                    + " same moment may then both win, and one file is lost."
            )
        )
    }

    @Test func `warns of test-then-put`() {
        let store = MemoryStore()
        store[.check] = check
        let found = lines(store, testsThenPuts: true)
        #expect(found[3] == "write: skipped, \".wal-archive/check\" is there already")
        #expect(
            found[5]
                == "create once: WARNING, create_once = 'test-then-put' does not ask the archive"
                + " for it HINT: Of two servers that archive the same name at the same moment one"
                + " file is lost; leave it only where nobody else ever archives here."
        )
    }

    @Test func `finds another cluster's archive`() throws {
        let store = try MemoryStore.archive(WALFixture())
        #expect(
            lines(store, system: .other).last
                == "cluster: FAILED, it is the archive of another cluster: its system identifier"
                + " is 7312345678901234567, this server's 6912345678901234567 HINT: Give each"
                + " cluster an archive of its own, also after initdb and pg_upgrade."
        )
    }

    @Test func `finds WAL that does not say whose it is`() {
        let store = MemoryStore()
        store[WALFixture().file] = Array("no segment".utf8)
        #expect(
            lines(store).last
                == "cluster: FAILED, the archive holds WAL that does not say whose it is HINT:"
                + " Use an empty directory or prefix."
        )
    }

    @Test func `compares with no server where none is given`() throws {
        #expect(
            lines(try MemoryStore.archive(WALFixture()), system: nil).last
                == "cluster: skipped, its marker names system identifier 7312345678901234567; no"
                + " server was given to compare it with"
        )
    }

    @Test func `finds what is there without having been written`() {
        let store = MemoryStore()
        store[.neverThere] = [1]
        #expect(
            lines(store)[2]
                == "missing object: FAILED, \"memory:archive/.wal-archive/never-there\" is there,"
                + " though nobody writes it HINT: Remove it; if it comes back, this server answers"
                + " for objects that it does not have, and a recovery could not find its end."
        )
    }

    @Test func `finds other contents than it writes`() {
        let store = MemoryStore()
        store[.check] = [1, 2, 3]
        #expect(
            lines(store)[4]
                == "read back: FAILED, \".wal-archive/check\" has other contents than were written"
                + " HINT: Remove it and check again; if it differs again, do not archive there."
        )
    }

    @Test(
        arguments: [
            (-60, "ok, this machine's clock is 60 s ahead of the archive's server"),
            (60, "ok, this machine's clock is 60 s behind the archive's server"),
            (
                61,
                "WARNING, this machine's clock is 61 s behind the archive's server HINT: Correct"
                    + " it: let it follow a time server."
            ),
            (
                -901,
                "FAILED, this machine's clock is 901 s ahead of the archive's server HINT: Correct"
                    + " it: signatures are refused."
            ),
        ]
    )
    func `compares the clocks`(lead: Int64, line: String) {
        let check = ArchiveCheck(system: .sample, testsThenPuts: false) {
            AdaptedStore(MemoryStore(), serverLead: lead)
        }
        #expect(check.run().map(\.line).contains("clock: \(line)"))
    }

    @Test func `knows a foreign archive by its segments`() {
        let store = MemoryStore()
        store[WALFixture().file] = WALFixture().contents
        #expect(
            lines(store).last
                == "cluster: ok, its segments name this server's system identifier"
                + " 7312345678901234567"
        )
        #expect(
            lines(store, system: nil).last
                == "cluster: skipped, the archive holds WAL; no server was given to compare it with"
        )
    }
}
