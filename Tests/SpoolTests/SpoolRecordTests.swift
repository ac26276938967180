import Files
import Glibc
import SystemPackage
import TestSupport
import Testing
import WAL

@testable import Spool

/// What a record is bound to: a record that does not match exactly is none.
@Suite struct SpoolRecordTests {
    private static let now = BootTime(bootID: "0b2ff9b7-5a2c-4f0c-8d6e-1c1f5c1b7a11", seconds: 5000)
    private static let id = "0123456789abcdef0123456789abcdef"

    /// All that a record is made of.
    private struct Parts {
        var statement = SpoolRecord.Statement.archived
        var name = "000000010000000000000007"
        var path: String
        var system: UInt64 = 7_312_345_678_901_234_567
        var url = "file:///mnt/archive"
        var id: String? = SpoolRecordTests.id

        func record() throws -> SpoolRecord {
            SpoolRecord(
                statement,
                name: try #require(WALFileName(name)),
                file: try #require(try FileStatus.of(FilePath(path))),
                system: try #require(SystemIdentifier(system)),
                archive: .init(url: url, id: id)
            )
        }
    }

    private func with(_ body: (Parts, ScratchDirectory) throws -> Void) async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.write(Array("contents".utf8), to: "file")
            try body(Parts(path: path), scratch)
        }
    }

    @Test func `has one form`() async throws {
        try await with { (parts, _) throws in
            let lines = String(decoding: try parts.record().bytes(at: Self.now), as: UTF8.self)
                .split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count == 14)
            #expect(lines[0] == "wal-archive record 1: archived")
            #expect(lines[1] == "name 000000010000000000000007")
            #expect(lines[2] == "size 8")
            #expect(lines[7] == "system 7312345678901234567")
            #expect(lines[8] == "archive \(Self.id)")
            #expect(lines[9] == "url file:///mnt/archive")
            #expect(lines[10] == "boot \(Self.now.bootID)")
            #expect(lines[11] == "time 5000")
        }
    }

    @Test(arguments: [
        (0, true), (1, true), (599, true), (600, false), (-1, false), (100_000, false),
    ])
    func `counts for ten minutes`(age: Int64, counts: Bool) async throws {
        try await with { (parts, _) throws in
            let record = try parts.record()
            let later = BootTime(bootID: Self.now.bootID, seconds: Self.now.seconds + age)
            #expect(record.matches(record.bytes(at: Self.now), at: later) == counts)
        }
    }

    @Test func `counts for one start of the machine`() async throws {
        try await with { (parts, _) throws in
            let record = try parts.record()
            let other = BootTime(bootID: "another", seconds: Self.now.seconds)
            #expect(!record.matches(record.bytes(at: Self.now), at: other))
        }
    }

    @Test func `is bound to every part of it`() async throws {
        try await with { (parts, scratch) throws in
            let bytes = try parts.record().bytes(at: Self.now)
            var others: [Parts] = []
            func add(_ change: (inout Parts) -> Void) {
                var other = parts
                change(&other)
                others.append(other)
            }
            add { $0.statement = .prefetched }
            add { $0.name = "000000010000000000000008" }
            add { $0.name = "000000010000000000000007.partial" }
            add { $0.system += 1 }
            add { $0.url += "/" }
            add { $0.id = String(Self.id.reversed()) }
            add { $0.id = nil }
            let twin = try scratch.write(Array("contents".utf8), to: "twin")
            add { $0.path = twin }
            for other in others { #expect(try !other.record().matches(bytes, at: Self.now)) }
            #expect(try parts.record().matches(bytes, at: Self.now))
        }
    }

    @Test(arguments: ["touch -d @1000000000", "chmod 0640", "truncate -s 7", "printf x >>", "ln"])
    func `is bound to the file as it was`(change: String) async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.write(Array("contents".utf8), to: "file")
            let parts = Parts(path: path)
            let bytes = try parts.record().bytes(at: Self.now)
            let words = change == "ln" ? "ln \(path) \(path).other" : "\(change) \(path)"
            try await Command(["/bin/sh", "-ec", words]).succeed()
            #expect(try !parts.record().matches(bytes, at: Self.now))
        }
    }

    @Test func `is none when it is torn or changed anywhere`() async throws {
        try await with { (parts, _) throws in
            let record = try parts.record()
            let bytes = record.bytes(at: Self.now)
            let torn = bytes.indices.filter { record.matches(Array(bytes[..<$0]), at: Self.now) }
            #expect(torn == [])
            let changed = bytes.indices.filter { index in
                var other = bytes
                other[index] ^= 1
                return record.matches(other, at: Self.now)
            }
            #expect(changed == [])
            #expect(!record.matches(bytes + [10], at: Self.now))
            #expect(!record.matches([], at: Self.now))
        }
    }

    @Test func `takes no number that overflows for a time`() async throws {
        try await with { (parts, _) throws in
            let record = try parts.record()
            for seconds in [Int64.min, Int64.max] {
                let moment = BootTime(bootID: Self.now.bootID, seconds: seconds)
                #expect(!record.matches(record.bytes(at: moment), at: Self.now))
            }
        }
    }
}
