import Archive
import Codec
import Files
import Stores
import SystemPackage
import TestStores
import TestSupport
import Testing
import WAL

/// An archive in a directory, beyond what every store promises.
@Suite struct DirectoryStoreTests {
    private static let name = WALFixture().name
    private let key = ObjectKey(WALFixture().file)
    private let identity: FileIdentity

    init() throws { identity = try Archived.identity([1]) }

    /// The calls that begin with the directory.
    enum Call: CaseIterable {
        case create, read, list, confirm

        func perform(on store: DirectoryStore, _ key: ObjectKey, _ identity: FileIdentity) throws {
            switch self {
            case .create: _ = try store.create(key, [1])
            case .read: _ = try store.read(key) { _ in true }
            case .list: try store.list(prefix: "", after: nil) { _ in true }
            case .confirm: try store.confirm(key, identity: identity, form: .plain)
            }
        }
    }

    private func store(_ path: String) -> DirectoryStore {
        DirectoryStore(path: FilePath(path), once: .atomic)
    }

    @Test func `lays objects under their names, and nothing else beside them`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.directory("archive")
            let store = store(path)
            #expect(store.url == "file://\(path)")
            try store.create(key, try Archived.zstd([1, 2, 3]), form: .zstd)
            try store.create(.marker, Archived.marker().bytes)
            let names = try Disk.names(in: path).filter { $0 != ".wal-archive" }
            #expect(names == [Self.name, "wal-archive.cluster", "wal-archive.cluster.sha256"])
            #expect(try Disk.mode(of: "\(path)/\(Self.name)") & ~0o640 == 0)
        }
    }

    @Test(arguments: Call.allCases)
    func `never takes a missing directory for an empty one`(call: Call) async throws {
        try await ScratchDirectory.with { scratch in
            let path = scratch.path("absent")
            let error = StoreError(
                .permanent,
                "could not open \"\(path)\": No such file or directory",
                hint:
                    "Is it mounted, and is the setting archive right? This program never creates it."
            )
            #expect(throws: error) { try call.perform(on: store(path), key, identity) }
            #expect(!Disk.exists(path))
            let file = try scratch.write([], to: "file")
            let other = StoreError(
                .permanent,
                "could not open \"\(file)\": Not a directory",
                hint:
                    "Is it mounted, and is the setting archive right? This program never creates it."
            )
            #expect(throws: other) { try call.perform(on: store(file), key, identity) }
        }
    }

    @Test(arguments: Call.allCases)
    func `notices that its directory was removed under it`(call: Call) async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.directory("archive")
            let store = store(path)
            #expect(try store.bytes(of: key) == nil)
            try Disk.remove(path)
            #expect(throws: StoreError.self) { try call.perform(on: store, key, identity) }
            // The next try finds what is there then.
            _ = try scratch.directory("archive")
            #expect(try store.bytes(of: key) == nil)
            #expect(try store.names() == [])
        }
    }

    @Test func `tells that an object to be confirmed is gone`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.directory("archive")
            let error = StoreError(
                .transient,
                "\"file://\(path)/\(Self.name)\" was there and vanished"
            )
            #expect(throws: error) {
                try store(path).confirm(key, identity: identity, form: .zstd)
            }
        }
    }

    @Test func `lists nothing that is no archived file`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.directory("archive")
            let name = Self.name
            for stranger in ["\(name).sha256", "\(name).gz", "README", "\(name.dropLast())"] {
                try scratch.write([1], to: "archive/\(stranger)")
            }
            _ = try scratch.directory("archive/.wal-archive")
            #expect(try store(path).names() == [])
        }
    }

    @Test func `reads what cp put there`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.directory("archive")
            try scratch.write(WALFixture().contents, to: "archive/\(Self.name)")
            let store = store(path)
            #expect(try store.bytes(of: key) == WALFixture().contents)
            #expect(try store.object(key)?.recordedDigest == StoredObject.RecordedDigest.none)
        }
    }
}
