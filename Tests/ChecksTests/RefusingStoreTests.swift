import Archive
import Checks
import Codec
import TestStores
import Testing
import WAL

/// What `check` says where the archive refuses something.
@Suite struct RefusingStoreTests {
    private static let error = StoreError(
        .permanent,
        "GET https://s3.example/b/: 403 AccessDenied",
        hint: "Grant s3:ListBucket."
    )

    private func lines(_ refused: Set<RefusingStore.Operation>) -> [String] {
        ArchiveCheck(system: .sample, testsThenPuts: false) {
            RefusingStore(refused: refused, error: Self.error)
        }.run().map(\.line)
    }

    @Test func `says nothing more of an archive that does not answer`() {
        let rest = "skipped, since the archive does not answer"
        #expect(
            lines([.readMarker]) == [
                "archive: FAILED, GET https://s3.example/b/: 403 AccessDenied HINT: Grant"
                    + " s3:ListBucket.",
                "list: \(rest)", "missing object: \(rest)", "write: \(rest)",
                "read back: \(rest)", "create once: \(rest)", "cluster: \(rest)",
            ]
        )
    }

    @Test func `finds that listing is refused`() {
        #expect(
            lines([.list])[1]
                == "list: FAILED, GET https://s3.example/b/: 403 AccessDenied HINT: Grant"
                + " s3:ListBucket."
        )
    }

    @Test func `finds that a missing object is not said to be absent`() {
        #expect(
            lines([.readAbsent])[2]
                == "missing object: FAILED, the archive does not say that it is absent: GET"
                + " https://s3.example/b/: 403 AccessDenied HINT: Grant s3:ListBucket."
        )
    }

    @Test func `finds that writing is refused`() {
        let found = lines([.write])
        #expect(
            Array(found[3...5]) == [
                "write: FAILED, GET https://s3.example/b/: 403 AccessDenied HINT: Grant"
                    + " s3:ListBucket.",
                "read back: skipped, since nothing could be written",
                "create once: skipped, since nothing could be written",
            ]
        )
    }

    @Test func `finds that what was written cannot be read`() {
        #expect(
            lines([.readCheck])[4]
                == "read back: FAILED, GET https://s3.example/b/: 403 AccessDenied HINT: Grant"
                + " s3:ListBucket."
        )
    }

    @Test func `finds that it cannot be told whose the archive is`() {
        #expect(
            lines([.list]).last
                == "cluster: FAILED, GET https://s3.example/b/: 403 AccessDenied HINT: Grant"
                + " s3:ListBucket."
        )
    }

    @Test func `finds that what was written is absent`() {
        #expect(
            lines([])[4]
                == "read back: FAILED, \".wal-archive/check\" was written and is absent HINT: This"
                + " server forgets what it confirmed: do not archive there."
        )
    }
}

/// A store that refuses some operations, and forgets what it takes.
private final class RefusingStore: Store {
    enum Operation {
        case readMarker, readAbsent, readCheck, list, write
    }

    let url = "refusing:archive"
    private let refused: Set<Operation>
    private let error: StoreError

    init(refused: Set<Operation>, error: StoreError) {
        self.refused = refused
        self.error = error
    }

    func stage(_ key: ObjectKey) throws(StoreError) -> any StagedObject {
        if refused.contains(.write) { throw error }
        return try MemoryStore().stage(key)
    }

    func read(_ key: ObjectKey, receive: (RawSpan) -> Bool) throws(StoreError) -> StoredObject? {
        if key == .marker, refused.contains(.readMarker) { throw error }
        if key == .check, refused.contains(.readCheck) { throw error }
        if key == .neverThere, refused.contains(.readAbsent) { throw error }
        return nil
    }

    func list(prefix: String, after: ObjectKey?, visit: (ObjectKey) -> Bool) throws(StoreError) {
        if refused.contains(.list) { throw error }
    }

    func confirm(_ key: ObjectKey, identity: FileIdentity, form: StoredForm) throws(StoreError) {}
}
