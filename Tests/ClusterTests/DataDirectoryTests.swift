import Cluster
import Glibc
import SystemPackage
import TestSupport
import Testing
import WAL

/// The data directory, found as text and asked for its cluster.
@Suite struct DataDirectoryTests {
    private func find(_ walPath: String, from directory: String) throws -> String? {
        try DataDirectory.find(
            walPath: FilePath(walPath),
            workingDirectory: FilePath(directory)
        )?.path.string
    }

    @Test(arguments: ["pg_wal/RECOVERYXLOG", "./pg_wal/x", "RECOVERYXLOG", "x/y", "a/b/c", ""])
    func `is the working directory of a server`(walPath: String) async throws {
        try await ScratchDirectory.with { scratch in
            let data = try DataDirectoryFixture(in: scratch).path
            #expect(try find(walPath, from: data) == data)
        }
    }

    @Test func `is two components above an absolute path, wherever we are`() async throws {
        try await ScratchDirectory.with { scratch in
            let data = try DataDirectoryFixture(in: scratch).path
            let other = try DataDirectoryFixture(in: scratch, name: "other").path
            for path in ["\(data)/pg_wal/x", "\(data)//pg_wal//x", "\(data)/pg_wal/./../pg_wal/x"] {
                #expect(try find(path, from: "/").map { $0.hasPrefix(data) } == true, "\(path)")
                #expect(try find(path, from: other).map { $0.hasPrefix(data) } == true)
            }
        }
    }

    @Test func `is found as text where pg_wal is a symbolic link`() async throws {
        try await ScratchDirectory.with { scratch in
            let data = try DataDirectoryFixture(in: scratch).path
            let decoy = try DataDirectoryFixture(in: scratch, name: "decoy").path
            try Disk.remove("\(data)/pg_wal")
            #expect(symlink("\(decoy)/pg_wal", "\(data)/pg_wal") == 0)
            #expect(try find("\(data)/pg_wal/x", from: "/") == data)
            #expect(try find("pg_wal/x", from: data) == data)
        }
    }

    @Test func `is none where neither place has PG_VERSION`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.directory("elsewhere")
            for walPath in ["/x", "x", "\(path)/a/b", "/", "\(path)/file/b/c"] {
                #expect(try find(walPath, from: path) == nil)
            }
        }
    }

    @Test func `tells why it cannot be looked for`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.directory("loop")
            #expect(symlink("\(path)/PG_VERSION", "\(path)/PG_VERSION") == 0)
            let failure = #expect(throws: ClusterError.self) {
                try find("pg_wal/x", from: path)
            }
            #expect(
                failure?.description
                    == "could not stat \"\(path)/PG_VERSION\": Too many levels of symbolic links"
            )
        }
    }

    @Test func `has its identifier in pg_control`() async throws {
        try await ScratchDirectory.with { scratch in
            let data = DataDirectory(
                path: FilePath(
                    try DataDirectoryFixture(in: scratch, systemIdentifier: 0x0102_0304_0506_0708)
                        .path
                )
            )
            #expect(try data.systemIdentifier().rawValue == 0x0102_0304_0506_0708)
            let control = data.path.appending("global/pg_control").string
            for bytes in [[], [1], [UInt8](repeating: 0, count: 8192), [1, 2, 3, 4, 5, 6, 7]] {
                try Disk.write(bytes, to: control)
                let failure = #expect(throws: ClusterError.self) { try data.systemIdentifier() }
                #expect(failure?.description == "\"\(control)\" is no PostgreSQL control file")
            }
            try Disk.remove(control)
            let failure = #expect(throws: ClusterError.self) { try data.systemIdentifier() }
            #expect(failure?.description == "\"\(control)\" does not exist")
            #expect(symlink("/nowhere", control) == 0)
            #expect(throws: ClusterError.self) { try data.systemIdentifier() }
        }
    }

    @Test func `is a standby's where standby.signal is, whatever else is there`() async throws {
        try await ScratchDirectory.with { scratch in
            let fixture = try DataDirectoryFixture(in: scratch)
            let data = DataDirectory(path: FilePath(fixture.path))
            #expect(try !data.isStandby())
            try fixture.signal(.recovery)
            #expect(try !data.isStandby())
            try fixture.signal(.standby)
            #expect(try data.isStandby())
        }
    }

    @Test(arguments: [(0o700, false), (0o750, true), (0o740, true), (0o710, false)])
    func `says whether its group may read`(mode: Int, isReadable: Bool) async throws {
        try await ScratchDirectory.with { scratch in
            let path = try DataDirectoryFixture(in: scratch).path
            #expect(chmod(path, mode_t(mode)) == 0)
            #expect(DataDirectory(path: FilePath(path)).isGroupReadable() == isReadable)
        }
    }
}
