import TestSupport
import Testing
import WAL

/// History files, read as PostgreSQL reads them.
@Suite struct TimelineHistoryTests {
    /// Parses a history file's text.
    static func history(_ text: String, of number: UInt32 = 9) throws -> TimelineHistory {
        try TimelineHistory(Array(text.utf8), of: try timeline(number))
    }

    /// Makes an entry from numbers.
    private func entry(_ number: UInt32, _ position: UInt64) throws -> TimelineHistory.Entry {
        TimelineHistory.Entry(timeline: try timeline(number), switchPoint: LSN(position))
    }

    @Test func `reads what a server writes`() throws {
        let history = try Self.history(
            "1\t0/3000148\tno recovery target specified\n\n"
                + "2\t1/5000000\tbefore 2026-11-20 10:00:00+00\n",
            of: 3
        )
        #expect(history.timeline.rawValue == 3)
        #expect(history.entries == [try entry(1, 0x300_0148), try entry(2, 0x1_0500_0000)])
        #expect(history.switchPoint(of: try timeline(1)) == LSN(0x300_0148))
        #expect(history.switchPoint(of: try timeline(2)) == LSN(0x1_0500_0000))
        #expect(history.switchPoint(of: try timeline(3)) == nil)
    }

    @Test(arguments: [
        "1\t0/50\n", "1\t0/50", "1 0/50 a reason", "  1  0/50\n", "1\t0/50\r\n", "01\t0/50\t",
        "\n\n1\t0/50\n\n", "# a comment\n1\t0/50\n", "\t# 2\t0/0\n1\t0/50\n#", "1\t0/50\t0/60\tx",
        "1\t00000000/00000050\t# no comment", "   \n\t\r\n1\t0/50",
    ])
    func `reads one parent however it is set`(text: String) throws {
        #expect(try Self.history(text).entries == [try entry(1, 0x50)])
    }

    @Test func `reads a reason in any encoding`() throws {
        let bytes = Array("1\t0/50\tl".utf8) + [0xFC, 0xFF, 0x00, 0x80] + Array("\n".utf8)
        #expect(try TimelineHistory(bytes, of: try timeline(2)).entries == [try entry(1, 0x50)])
    }

    @Test func `reads a comment in any encoding`() throws {
        for start in [[0xFF], [0xCC, 0x81], [0x00]] as [[UInt8]] {
            let bytes = Array("#".utf8) + start + Array(" caf\n1\t0/50\n".utf8)
            let history = try? TimelineHistory(bytes, of: try timeline(2))
            #expect(history?.entries == [try entry(1, 0x50)], "\(start)")
        }
    }

    @Test func `reads the largest numbers`() throws {
        let history = try Self.history("4294967294\tFFFFFFFF/FFFFFFFF\n", of: .max)
        #expect(history.entries == [try entry(.max - 1, .max)])
    }

    @Test func `reads thousands of parents`() throws {
        let text = (1...10_000).map { "\($0)\t0/\($0)\tx\n" }.joined()
        let history = try Self.history(text, of: 10_001)
        #expect(history.entries.count == 10_000)
        #expect(history.switchPoint(of: try timeline(10_000)) == LSN(0x10000))
    }

    /// The name of a restore point may hold one, and the archiver must get past it.
    @Test func `marks a reason with a line break`() throws {
        let history = try Self.history("1\t0/50\tat restore point \"a\nb\"\n \n2\t0/60\tx\n", of: 3)
        #expect(history.entries.map(\.switchPoint) == [LSN(0x50), LSN(0x60)])
        #expect(history.strayLine == 2)
        #expect(try Self.history("1\t0/50\tx\n# y\n").strayLine == nil)
        for zeros in ["1\t0/50\tx\n\0\0", "1\t0/50\tx\n\0\0\n2\t0/60\n"] {
            #expect(throws: HistoryDefect.unreadableLine(2)) { try Self.history(zeros, of: 3) }
        }
    }

    @Test func `reads a file of the longest length`() throws {
        let line = "1\t0/50\t"
        let text = line + String(repeating: "x", count: (1 << 20) - line.utf8.count)
        #expect(try Self.history(text).entries.count == 1)
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `reads what is printed of it`(seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        var parents: [TimelineHistory.Entry] = []
        var number: UInt32 = 0
        for _ in 0..<Int.random(in: 1...20, using: &random) {
            number += UInt32.random(in: 1...1000, using: &random)
            parents.append(try entry(number, random.next()))
        }
        let text = parents.map { "\($0.timeline)\t\($0.switchPoint)\t\(random.next())\n" }.joined()
        let history = try Self.history(text, of: number + 1)
        #expect(history.entries == parents)
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `never traps on any bytes, and never reads parents out of order`(seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        let sound = Array("1\t0/3000148\tx\n2\t1/5000000\ty\n".utf8)
        for _ in 0..<100 {
            var bytes = sound
            for _ in 0...Int.random(in: 0...3, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) { bytes = random.bytes(bytes.count) }
            guard let history = try? TimelineHistory(bytes, of: try timeline(3)) else { continue }
            let timelines = history.entries.map(\.timeline.rawValue)
            #expect(!timelines.isEmpty)
            #expect(timelines == Set(timelines).sorted())
            #expect(timelines.allSatisfy { (1..<3).contains($0) })
        }
    }
}
