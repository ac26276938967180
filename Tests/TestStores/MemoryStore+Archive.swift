import Archive
import TestSupport

extension MemoryStore {
    /// An archive with a marker and segments of it as wal-push stores them.
    package static func archive(
        url: String = "memory:archive",
        _ fixtures: WALFixture...
    ) throws -> MemoryStore {
        let store = MemoryStore(url: url)
        store[.marker] = Archived.marker().bytes
        for fixture in fixtures { store[fixture.file] = try Archived.zstd(fixture.contents) }
        return store
    }
}
