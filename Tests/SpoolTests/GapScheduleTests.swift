import Cluster
import Files
import SystemPackage
import TestSupport
import Testing
import WAL

@testable import Spool

/// How often a standby looks for gaps.
@Suite struct GapScheduleTests {
    private let now: Int64 = 1_700_000_000

    private func segment(_ number: UInt64 = 10) throws -> SegmentName {
        var fixture = WALFixture()
        fixture.number = number
        return try #require(SegmentName(fixture.name))
    }

    private func with(_ body: (GapSchedule, FilePath) throws -> Void) async throws {
        try await ScratchDirectory.with { scratch in
            let fixture = try DataDirectoryFixture(in: scratch)
            try fixture.giveToThisProcess()
            let data = fixture.path
            let spool = try #require(
                SpoolDirectory(
                    setting: FilePath(try scratch.directory("spool")),
                    dataDirectory: DataDirectory(path: FilePath(data)),
                    system: SystemIdentifier(7),
                    user: .fetch
                )
            )
            try body(GapSchedule(spool: spool), spool.directory.path.appending("gap"))
        }
    }

    @Test func `is once a minute for one segment`() async throws {
        try await with { (schedule, _) throws in
            let turns = try (0..<180).filter {
                try schedule.takeTurn(for: segment(), now: now + Int64($0))
            }
            #expect(turns == [0, 60, 120])
        }
    }

    @Test func `is at once for another segment`() async throws {
        try await with { (schedule, _) throws in
            let turns = try [(1, 0), (2, 1), (2, 2)].map { number, second in
                try schedule.takeTurn(for: segment(number), now: now + second)
            }
            #expect(turns == [true, true, false])
        }
    }

    /// A standby asks for a segment under each timeline that it may follow.
    @Test func `is once a minute for each of several segments in turn`() async throws {
        try await with { (schedule, path) throws in
            var turns: [UInt64: [Int64]] = [:]
            for second in stride(from: Int64(0), to: 130, by: 5) {
                for number in UInt64(1)...3 {
                    if try schedule.takeTurn(for: segment(number), now: now + second) {
                        turns[number, default: []].append(second)
                    }
                }
            }
            #expect(turns == [1: [0, 60, 120], 2: [0, 60, 120], 3: [0, 60, 120]])
            for number in UInt64(1)...100 {
                _ = try schedule.takeTurn(for: segment(number), now: now)
            }
            #expect(try Disk.text(path.string).split(separator: "\n").count == 16)
        }
    }

    @Test func `is at once when the clock was set back`() async throws {
        try await with { (schedule, _) throws in
            let turns = try [now, now - 3600].map { try schedule.takeTurn(for: segment(), now: $0) }
            #expect(turns == [true, true])
        }
    }

    @Test func `heeds no record that is garbage`() async throws {
        try await with { (schedule, path) throws in
            let name = try segment().description
            for text in [
                "", "garbage", name, "\(name) x", "\(name) \(now) 1", " \(now)",
                "\(name) 99999999999999999999", "\(name) \(Int64.min)\n",
                "\(name.lowercased()) \(now)",
            ] {
                try Disk.write(Array(text.utf8), to: path.string)
                #expect(try schedule.takeTurn(for: segment(), now: now), "\(text)")
                #expect(try !schedule.takeTurn(for: segment(), now: now), "\(text)")
            }
        }
    }

    @Test func `goes by the clock alone without a spool`() throws {
        let schedule = GapSchedule(spool: nil)
        let turns = try (0..<120).filter {
            try schedule.takeTurn(for: segment(), now: now / 60 * 60 + Int64($0))
        }
        #expect(turns == [0, 1, 2, 3, 4, 60, 61, 62, 63, 64])
    }
}
