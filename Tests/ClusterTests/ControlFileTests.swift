import Cluster
import SystemPackage
import TestSupport
import Testing
import WAL

/// What is read of the control file beside the system identifier.
@Suite struct ControlFileTests {
    private func size(of data: String) -> UInt64? {
        DataDirectory(path: FilePath(data)).segmentSize()?.bytes
    }

    /// The place of the sizes in versions 12 to 18, and wherever a later one may put them.
    @Test(arguments: [8, 208, 224, 232, 488])
    func `tells the segments' size wherever it is`(place: Int) async throws {
        try await ScratchDirectory.with { scratch in
            let fixture = try DataDirectoryFixture(in: scratch)
            #expect(size(of: fixture.path) == nil)
            try fixture.tell(segmentBytes: 64 << 20, at: place)
            #expect(size(of: fixture.path) == 64 << 20)
        }
    }

    @Test(arguments: [0, 1, 3 << 20, UInt32.max])
    func `tells nothing where the size is none`(bytes: UInt32) async throws {
        try await ScratchDirectory.with { scratch in
            let fixture = try DataDirectoryFixture(in: scratch)
            try fixture.tell(segmentBytes: bytes)
            #expect(size(of: fixture.path) == nil)
        }
    }

    @Test(arguments: [0, 7, 24, 239, 247])
    func `tells nothing where it is cut off`(length: Int) async throws {
        try await ScratchDirectory.with { scratch in
            let fixture = try DataDirectoryFixture(in: scratch)
            try fixture.tell(segmentBytes: 16 << 20)
            let path = "\(fixture.path)/global/pg_control"
            try Disk.write(Array(try Disk.read(path).prefix(length)), to: path)
            #expect(size(of: fixture.path) == nil)
        }
    }

    @Test(arguments: try PostgreSQLInstallation.all())
    func `tells what initdb was told`(installation: PostgreSQLInstallation) async throws {
        try await ScratchDirectory.with { scratch in
            let server = try await PostgreSQLServer.initialize(
                installation,
                in: scratch,
                name: "data",
                options: ["--wal-segsize=2"]
            )
            #expect(size(of: server.dataDirectory) == 2 << 20)
        }
    }
}
