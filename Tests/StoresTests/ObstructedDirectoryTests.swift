import Archive
import Codec
import Files
import Glibc
import Stores
import SystemPackage
import TestStores
import TestSupport
import Testing
import WAL

/// Things that are no files in the places of objects.
@Suite struct ObstructedDirectoryTests {
    /// What stands there.
    enum Stranger: CaseIterable {
        case directory, fifo, danglingLink, linkLoop, device

        func make(at path: String) throws {
            let result =
                switch self {
                case .directory: mkdir(path, 0o700)
                case .fifo: mkfifo(path, 0o600)
                case .danglingLink: symlink("/nowhere/at/all", path)
                case .linkLoop: symlink(path, path)
                case .device: symlink("/dev/null", path)
                }
            guard result == 0 else { throw HarnessError("could not make \(self): \(errno)") }
        }
    }

    private let key = ObjectKey(WALFixture().file)
    private let name = WALFixture().name

    @Test(arguments: Stranger.allCases)
    func `are told, and never waited for or called absent`(stranger: Stranger) async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.directory("archive")
            try stranger.make(at: "\(path)/\(name)")
            let store = DirectoryStore(path: FilePath(path), once: .atomic)
            let error = StoreError(.notAFile, "\"file://\(path)/\(name)\" is no regular file")
            #expect(throws: error) { try store.read(key) { _ in true } }
            #expect(throws: error) {
                try store.confirm(key, identity: Archived.identity([]), form: .zstd)
            }
        }
    }

    @Test(arguments: Stranger.allCases)
    func `are not replaced`(stranger: Stranger) async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.directory("archive")
            try stranger.make(at: "\(path)/\(name)")
            let store = DirectoryStore(path: FilePath(path), once: .testThenPut)
            #expect(try store.create(key, [1]) == .keyTaken)
            var status = stat()
            #expect(lstat("\(path)/\(name)", &status) == 0)
            #expect(status.st_mode & S_IFMT != S_IFREG)
        }
    }

    @Test(arguments: Stranger.allCases)
    func `are told in the place of a digest`(stranger: Stranger) async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.directory("archive")
            try scratch.write([1], to: "archive/\(name)")
            try stranger.make(at: "\(path)/\(name).sha256")
            let store = DirectoryStore(path: FilePath(path), once: .atomic)
            let error = StoreError(
                .notAFile,
                "\"file://\(path)/\(name).sha256\" is no regular file"
            )
            #expect(throws: error) { try store.read(key) { _ in true } }
        }
    }

    @Test func `are not files behind a link, which are read`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.directory("archive")
            let target = try scratch.write([1, 2, 3], to: "elsewhere")
            #expect(symlink(target, "\(path)/\(name)") == 0)
            let store = DirectoryStore(path: FilePath(path), once: .atomic)
            #expect(try store.bytes(of: key) == [1, 2, 3])
        }
    }
}
