import FrontEnd
import TestSupport

/// A foreign archive of two timelines: segments 1 to 5 of timeline 1, 4 to 6 of timeline 2, which
/// left it in the middle of segment 4.
struct ArchiveFixture {
    let path: String
    /// Where timeline 1 was left.
    let switchPoint: UInt64

    private let size = 1 << 20

    init(in scratch: ScratchDirectory) throws {
        path = try scratch.directory("archive")
        var random = SplitMix64(state: 1)
        var parent = WALStream(segment: 1)
        for _ in 1...3 { parent.fillSegment(random: &random) }
        for _ in 0..<10 { parent.append(body: [UInt8](repeating: 1, count: 2_000)) }
        switchPoint = parent.position
        var child = parent
        parent.fillSegment(random: &random, longest: 100_000)
        parent.fillSegment(random: &random)
        child.timeline = 2
        for _ in 4...6 { child.fillSegment(random: &random) }
        for index in 0..<5 { try write(parent, index, timeline: 1) }
        for index in 3..<6 { try write(child, index, timeline: 2) }
        let history = "1\t0/\(String(switchPoint, radix: 16, uppercase: true))\treason\n"
        try Disk.write(Array(history.utf8), to: object("00000002.history"))
    }

    var url: String { "file://\(path)" }

    func object(_ name: String) -> String { "\(path)/\(name)" }

    /// A segment's name by its number.
    static func name(_ number: Int, timeline: Int = 1) -> String {
        "0000000\(timeline)000000000000000\(number)"
    }

    private func write(_ stream: WALStream, _ index: Int, timeline: Int) throws {
        let name = Self.name(index + 1, timeline: timeline)
        try Disk.write(stream.segment(index), to: object(name))
    }

    /// Runs a subcommand on it.
    func run(_ words: String..., directory: String = "/") -> CommandResult {
        RecordedCall(words + ["--archive", url], directory: directory).run()
    }
}
