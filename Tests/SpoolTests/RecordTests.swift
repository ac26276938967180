import Archive
import Cluster
import Files
import Glibc
import SystemPackage
import TestSupport
import Testing
import WAL

@testable import Spool

/// Records that calls leave for later calls; what is not exactly one is none.
@Suite struct RecordTests {
    private static let url = "file:///mnt/archive"
    private static let text =
        "archive \(url)\nsystem 7312345678901234567\n"
        + "id 0123456789abcdef0123456789abcdef\ncreates_once on\nboot 1-2-3\ntime 5000\n"
    private static let moment = BootTime(bootID: "1-2-3", seconds: 5000)
    /// FNV-1a of the URL.
    private static let name = "archive-\(String(StringHash.fnv1a(url), radix: 16))"

    private func record(_ archive: String = url, id: String? = nil) throws -> ArchiveRecord {
        ArchiveRecord(
            archive: archive,
            system: try #require(SystemIdentifier(7_312_345_678_901_234_567)),
            archiveID: id ?? "0123456789abcdef0123456789abcdef",
            createsOnce: true
        )
    }

    private func with(_ body: (SpoolDirectory, ScratchDirectory) throws -> Void) async throws {
        try await ScratchDirectory.with { scratch in
            let fixture = try DataDirectoryFixture(in: scratch)
            try fixture.giveToThisProcess()
            let data = fixture.path
            let spool = SpoolDirectory(
                setting: FilePath(try scratch.directory("spool")),
                dataDirectory: DataDirectory(path: FilePath(data)),
                system: SystemIdentifier(7),
                user: .push
            )
            try body(#require(spool), scratch)
        }
    }

    private func plant(_ text: String, as name: String, in spool: SpoolDirectory) throws {
        try Disk.write(Array(text.utf8), to: spool.directory.path.appending(name).string)
    }

    @Test func `remembers an archive, and nothing of others`() async throws {
        try await with { (spool, _) throws in
            #expect(SpoolMemory(spool).record(of: Self.url) == nil)
            SpoolMemory(spool, now: { Self.moment }).remember(try record())
            #expect(try SpoolMemory(spool, now: { Self.moment }).record(of: Self.url) == record())
            for other in ["file:///mnt/archive2", "file:///mnt", "", "file:///mnt/archive/"] {
                #expect(SpoolMemory(spool).record(of: other) == nil)
            }
            let path = spool.directory.path.string
            #expect(try Disk.names(in: path) == [Self.name])
            #expect(try Disk.text("\(path)/\(Self.name)") == Self.text)
        }
    }

    /// An old one still tells what the archive was.
    @Test(
        arguments: [
            (moment, true), (BootTime(bootID: "1-2-3", seconds: 5599), true),
            (BootTime(bootID: "1-2-3", seconds: 5600), false),
            (BootTime(bootID: "1-2-3", seconds: 4999), false),
            (BootTime(bootID: "1-2-3", seconds: .min), false),
            (BootTime(bootID: "1-2-4", seconds: 5000), false), (nil, false),
        ] as [(BootTime?, Bool)]
    )
    func `is recent for ten minutes of one start`(now: BootTime?, isRecent: Bool) async throws {
        try await with { (spool, _) throws in
            SpoolMemory(spool, now: { Self.moment }).remember(try record())
            var expected = try record()
            expected.isRecent = isRecent
            #expect(SpoolMemory(spool, now: { now }).record(of: Self.url) == expected)
        }
    }

    @Test func `is never recent where the moment was not known`() async throws {
        try await with { (spool, _) throws in
            SpoolMemory(spool, now: { nil }).remember(try record())
            for now in [Self.moment, nil] {
                #expect(
                    SpoolMemory(spool, now: { now }).record(of: Self.url)?.isRecent == false
                )
            }
        }
    }

    /// The four lines that versions before wrote: nobody knows how old they are.
    @Test func `ignores a record that does not tell its time`() async throws {
        try await with { (spool, _) throws in
            let old = Self.text.replacing("boot 1-2-3\ntime 5000\n", with: "")
            try plant(old, as: Self.name, in: spool)
            #expect(SpoolMemory(spool).record(of: Self.url) == nil)
        }
    }

    @Test func `remembers several, up to a number, the youngest`() async throws {
        try await with { (spool, _) throws in
            let memory = SpoolMemory(spool)
            let urls = (1...20).map { "file:///mnt/archive\($0)" }
            for (index, url) in urls.enumerated() {
                memory.remember(try record(url))
                // A second apart, as a file's time tells it.
                var times = [timespec(tv_sec: 1000 + index, tv_nsec: 0)]
                times.append(times[0])
                let names = try Disk.names(in: spool.directory.path.string)
                for name in names
                where try Disk.text("\(spool.directory.path)/\(name)").contains("\(url)\n") {
                    let path = spool.directory.path.appending(name).string
                    #expect(utimensat(AT_FDCWD, path, &times, 0) == 0)
                }
            }
            let known = urls.filter { memory.record(of: $0) != nil }
            #expect(known == Array(urls.suffix(16)))
            #expect(try Disk.names(in: spool.directory.path.string).count == 16)
        }
    }

    @Test func `replaces what it remembered of an archive`() async throws {
        try await with { (spool, _) throws in
            let other = String(repeating: "f", count: 32)
            SpoolMemory(spool).remember(try record())
            SpoolMemory(spool).remember(try record(id: other))
            #expect(try SpoolMemory(spool).record(of: Self.url) == record(id: other))
            #expect(try Disk.names(in: spool.directory.path.string).count == 1)
        }
    }

    @Test func `remembers what is not known`() async throws {
        try await with { (spool, _) throws in
            let unknown = ArchiveRecord(
                archive: "s3://bucket/a b\u{301}",
                system: try record().system,
                archiveID: nil,
                createsOnce: false
            )
            SpoolMemory(spool).remember(unknown)
            #expect(SpoolMemory(spool).record(of: unknown.archive) == unknown)
        }
    }

    @Test func `ignores a record that was cut off`() async throws {
        try await with { (spool, _) throws in
            let believed = try (0..<Self.text.utf8.count).filter { length in
                try plant(String(Self.text.prefix(length)), as: Self.name, in: spool)
                return SpoolMemory(spool).record(of: Self.url) != nil
            }
            #expect(believed == [])
        }
    }

    @Test(arguments: [
        "", "\0\0\0\0", "garbage", "archive file:///mnt/archive\ngarbage", text + "\n",
        text + "more\n",
        "archive file:///mnt/archive\n" + String(repeating: "\0", count: 100),
        text.replacing("mnt", with: "other"), text.replacing("system 7", with: "system +7"),
        text.replacing("time 5", with: "time +5"),
        text.replacing("time 5", with: "time 99999999999999999999"),
    ])
    func `ignores garbage`(text: String) async throws {
        try await with { (spool, _) throws in
            try plant(text, as: Self.name, in: spool)
            #expect(SpoolMemory(spool).record(of: Self.url) == nil)
            SpoolMemory(spool).remember(try record())
            #expect(try SpoolMemory(spool).record(of: Self.url) == record())
        }
    }

    @Test func `needs no spool that can be read or written`() async throws {
        try await with { (spool, scratch) throws in
            try Disk.remove(scratch.path("spool"))
            SpoolMemory(spool).remember(try record())
            #expect(SpoolMemory(spool).record(of: Self.url) == nil)
        }
        try await with { (spool, _) throws in
            #expect(mkfifo(spool.directory.path.appending(Self.name).string, 0o600) == 0)
            #expect(SpoolMemory(spool).record(of: Self.url) == nil)
        }
    }
}
