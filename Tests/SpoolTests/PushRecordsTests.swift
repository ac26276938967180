import Cluster
import Files
import Glibc
import SystemPackage
import TestSupport
import Testing
import WAL

@testable import Spool

/// Notes of what was archived ahead.
@Suite struct PushRecordsTests {
    private static let id = "0123456789abcdef0123456789abcdef"

    /// A spool, and a file that may have been archived.
    private struct Site {
        let records: PushRecords
        let spool: SpoolDirectory
        let path: String
        let name: WALFileName

        var file: FileStatus {
            get throws { try #require(try FileStatus.of(FilePath(path))) }
        }

        func has(_ id: String = PushRecordsTests.id) throws -> Bool {
            records.hasArchived(name, file: try file, archiveID: id)
        }

        func note() throws -> Bool {
            records.note(name, file: try file, archiveID: PushRecordsTests.id)
        }

        var recordPath: String { "\(spool.directory.path)/archived/\(name)" }
    }

    private func with(_ body: (Site, ScratchDirectory) throws -> Void) async throws {
        try await ScratchDirectory.with { scratch in
            let fixture = try DataDirectoryFixture(in: scratch)
            try fixture.giveToThisProcess()
            let data = fixture.path
            let system = try #require(SystemIdentifier(7))
            let spool = try #require(
                SpoolDirectory(
                    setting: FilePath(try scratch.directory("spool")),
                    dataDirectory: DataDirectory(path: FilePath(data)),
                    system: system,
                    user: .push
                )
            )
            let site = Site(
                records: PushRecords(spool, system: system, url: "file:///mnt/archive"),
                spool: spool,
                path: try scratch.write(Array("contents".utf8), to: "file"),
                name: try #require(WALFileName("000000010000000000000007"))
            )
            try body(site, scratch)
        }
    }

    @Test func `know what was noted, of this archive`() async throws {
        try await with { (site, _) throws in
            #expect(try !site.has())
            #expect(try site.note())
            #expect(try site.has())
            #expect(try !site.has(String(Self.id.reversed())))
            #expect(try Disk.mode(of: site.recordPath) == 0o600)
        }
    }

    @Test func `know nothing of a file that was changed`() async throws {
        try await with { (site, _) throws in
            #expect(try site.note())
            try Disk.write(Array("contents".utf8), to: site.path)
            #expect(try !site.has())
        }
    }

    @Test func `replace what is torn, empty or no file`() async throws {
        try await with { (site, _) throws in
            #expect(try site.note())
            let whole = try Disk.read(site.recordPath)
            for text in [[], Array(whole.prefix(100)), whole + whole, Array("garbage".utf8)] {
                try Disk.write(text, to: site.recordPath)
                #expect(try !site.has())
                #expect(try site.note())
                #expect(try site.has())
            }
            try Disk.remove(site.recordPath)
            #expect(mkfifo(site.recordPath, 0o600) == 0)
            #expect(try !site.has())
            #expect(try site.note())
            #expect(try site.has())
        }
    }

    @Test func `take nothing from a directory that others can use`() async throws {
        try await with { (site, _) throws in
            #expect(try site.note())
            #expect(chmod("\(site.spool.directory.path)/archived", 0o777) == 0)
            #expect(try !site.has())
            #expect(try !site.note())
        }
    }

    @Test func `keep only what somebody may ask for`() async throws {
        try await with { (site, _) throws in
            #expect(try site.note())
            site.records.sweep(keeping: [site.name.description])
            #expect(try site.has())
            site.records.sweep(keeping: [])
            #expect(try !site.has())
            #expect(try Disk.names(in: "\(site.spool.directory.path)/archived") == [])
        }
    }

    @Test func `need no spool that is there`() async throws {
        try await with { (site, scratch) throws in
            try Disk.remove(scratch.path("spool"))
            #expect(try !site.note())
            #expect(try !site.has())
            site.records.sweep(keeping: [])
        }
    }
}
