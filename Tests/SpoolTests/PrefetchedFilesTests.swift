import Archive
import Cluster
import Files
import Glibc
import SystemPackage
import TestSupport
import Testing
import WAL

@testable import Spool

/// Segments in the spool: served only if they are proven to be what was verified.
@Suite struct PrefetchedFilesTests {
    private static let contents = Array("a segment's contents".utf8)

    /// A spool, and where PostgreSQL wants a segment.
    private struct Site {
        let files: PrefetchedFiles
        let spool: SpoolDirectory
        let scratch: ScratchDirectory
        let segment: SegmentName

        var directory: String { "\(spool.directory.path)/prefetched" }
        var path: String { "\(directory)/\(segment)" }
        var target: String { scratch.path("target/RECOVERYXLOG") }

        func prefetch(_ contents: [UInt8] = PrefetchedFilesTests.contents) throws {
            let target = try files.target(segment)
            target.begin()
            try target.write(contents.span.bytes)
            try target.deliver()
        }

        func deliver() throws -> Bool {
            let target = FileDelivery(path: FilePath(target), isGroupReadable: false) {}
            return try files.find(segment)?.deliver(to: target) ?? false
        }
    }

    private func with(_ body: (Site, DataDirectory) throws -> Void) async throws {
        try await ScratchDirectory.with { scratch in
            let fixture = try DataDirectoryFixture(in: scratch)
            try fixture.giveToThisProcess()
            let data = DataDirectory(path: FilePath(fixture.path))
            let system = try #require(SystemIdentifier(7))
            let spool = try #require(
                SpoolDirectory(
                    setting: FilePath(try scratch.directory("spool")),
                    dataDirectory: data,
                    system: system,
                    user: .push
                )
            )
            _ = try scratch.directory("target")
            let files = PrefetchedFiles(
                spool,
                system: system,
                url: "file:///mnt/archive",
                isGroupReadable: false
            )
            let segment = try #require(SegmentName("000000010000000000000007"))
            try body(Site(files: files, spool: spool, scratch: scratch, segment: segment), data)
        }
    }

    @Test func `move to where PostgreSQL wants them, with nothing left behind`() async throws {
        try await with { (site, _) throws in
            #expect(site.files.find(site.segment) == nil)
            try site.prefetch()
            let inode = try #require(try FileStatus.of(FilePath(site.path))).inode
            #expect(try site.deliver())
            #expect(try Disk.read(site.target) == Self.contents)
            #expect(try Disk.mode(of: site.target) == 0o600)
            #expect(try FileStatus.of(FilePath(site.target))?.inode == inode)
            #expect(try Disk.names(in: site.directory) == [])
        }
    }

    @Test func `replace nothing that is there`() async throws {
        try await with { (site, _) throws in
            try site.prefetch()
            try Disk.write(Array("other".utf8), to: site.target)
            #expect(throws: StoreError.targetTaken) { try site.deliver() }
            #expect(try Disk.text(site.target) == "other")
        }
    }

    @Test(arguments: [
        "printf x | dd of=F bs=1 seek=3 conv=notrunc", "truncate -s 10 F", "touch F", "chmod 640 F",
        "cp F F.copy && mv F.copy F", "rm F", "rm F.record", ": >F.record", "ln F F.other",
        "head -c 200 F.record >R && mv R F.record", "sed -i s/size/SIZE/ F.record",
        "mv F F.real && ln -s F.real F", "sed -i 's/^boot .*/boot x/' F.record",
    ])
    func `do not count once anything of them was touched, and are replaced`(
        change: String
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let place = try scratch.directory("shell")
            try await with { (site, _) throws in
                try site.prefetch()
                try Disk.write(Array("\(site.path)\n".utf8), to: "\(place)/path")
                let line = change.split(separator: " ").map { word -> String in
                    let isPath = ["F", ">F", "of=F"].contains { word.hasPrefix($0) }
                    return isPath ? String(word).replacing("F", with: site.path) : String(word)
                }.joined(separator: " ").replacing(">R", with: ">\(place)/R")
                    .replacing("mv R", with: "mv \(place)/R")
                #expect(system(line + " 2>/dev/null") == 0, "\(line)")
                #expect(site.files.find(site.segment) == nil, "\(line)")
                try site.prefetch()
                #expect(try site.deliver())
                #expect(try Disk.read(site.target) == Self.contents)
            }
        }
    }

    @Test func `of another archive or cluster do not count`() async throws {
        try await with { (site, _) throws in
            try site.prefetch()
            for (system, url) in [(UInt64(8), "file:///mnt/archive"), (7, "file:///mnt/other")] {
                let other = PrefetchedFiles(
                    site.spool,
                    system: try #require(SystemIdentifier(system)),
                    url: url,
                    isGroupReadable: false
                )
                #expect(other.find(site.segment) == nil)
            }
            #expect(site.files.find(site.segment) != nil)
        }
    }

    @Test func `tell who is at it, and that nobody is`() async throws {
        try await with { (site, _) throws in
            #expect(site.files.progress(of: site.segment) == nil)
            let target = try site.files.target(site.segment)
            target.begin()
            #expect(site.files.progress(of: site.segment) == 0)
            try target.write(Self.contents.span.bytes)
            #expect(site.files.progress(of: site.segment) == UInt64(Self.contents.count))
            #expect(site.files.find(site.segment) == nil)
            try target.deliver()
            #expect(site.files.progress(of: site.segment) == nil)
            #expect(site.files.find(site.segment) != nil)
        }
    }

    @Test func `what was given up leaves nothing`() async throws {
        try await with { (site, _) throws in
            let target = try site.files.target(site.segment)
            target.begin()
            try target.write(Self.contents.span.bytes)
            target.giveUp()
            #expect(try Disk.names(in: site.directory) == [])
        }
    }

    @Test func `are filled by one process at a time, which removes what a dead one left`()
        async throws
    {
        try await with { (site, _) throws in
            try site.prefetch()
            for name in ["\(site.segment).part", "000000010000000000000009", "x.record"] {
                try Disk.write([1], to: "\(site.directory)/\(name)")
            }
            #expect(!site.files.isBeingFilled)
            let lock = try #require(site.files.claim())
            #expect(site.files.isBeingFilled)
            #expect(site.files.claim() == nil)
            #expect(site.files.find(site.segment) != nil)
            #expect(
                try Disk.names(in: site.directory).sorted() == [
                    "\(site.segment)", "\(site.segment).part", "\(site.segment).record",
                ]
            )
            withExtendedLifetime(lock) {}
        }
    }

    /// pg_rewind copies and removes what is in a data directory, and fails when it changes.
    @Test func `are not touched in a data directory whose server is gone`() async throws {
        try await ScratchDirectory.with { scratch in
            _ = try scratch.directory("site")
            let fixture = try DataDirectoryFixture(in: scratch, name: "site/data")
            try fixture.giveToThisProcess()
            let data = DataDirectory(path: FilePath(fixture.path))
            let system = try #require(SystemIdentifier(7))
            let pid = "\(data.path)/postmaster.pid"
            try Disk.write(Array("\(getpid())\n".utf8), to: pid)
            let spool = try #require(
                SpoolDirectory(
                    setting: nil,
                    dataDirectory: data,
                    system: system,
                    user: .push,
                    hostPath: "/nowhere"
                )
            )
            let files = PrefetchedFiles(spool, system: system, url: "u", isGroupReadable: false)
            let segment = try #require(SegmentName("000000010000000000000007"))
            let target = try files.target(segment)
            target.begin()
            try target.write(Self.contents.span.bytes)
            try target.deliver()
            let names = try Disk.names(in: "\(spool.directory.path)/prefetched").sorted()
            try Disk.remove(pid)
            #expect(!spool.mayBeChanged)
            #expect(files.claim() == nil)
            files.sweep(keeping: [])
            #expect(throws: FileError.self) { try files.target(segment) }
            SpoolNumber("group", in: spool).leave(3)
            #expect(try Disk.names(in: "\(spool.directory.path)/prefetched").sorted() == names)
            #expect(try Disk.names(in: spool.directory.path.string) == ["prefetched"])
        }
    }
}
