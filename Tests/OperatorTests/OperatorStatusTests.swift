import FrontEnd
import TestSupport
import Testing

/// The exit statuses of the commands that look after an archive: sound, absent, unreachable,
/// damaged, gap, usage.
@Suite struct OperatorStatusTests {
    /// A command line, and its status over an archive in which a segment was changed.
    struct Case: Sendable {
        let words: [String]
        let sound: Int32
        let gap: Int32
        let damaged: Int32
        let both: Int32
    }

    private static let (second, sixth) = (
        ArchiveFixture.name(2), ArchiveFixture.name(6, timeline: 2)
    )

    static let cases = [
        Case(words: ["list"], sound: 0, gap: 4, damaged: 0, both: 4),
        Case(words: ["verify"], sound: 0, gap: 4, damaged: 0, both: 4),
        Case(words: ["verify", "--deep"], sound: 0, gap: 4, damaged: 3, both: 3),
        Case(words: ["show", second], sound: 0, gap: 4, damaged: 0, both: 4),
        Case(words: ["show", sixth], sound: 0, gap: 0, damaged: 3, both: 3),
        Case(words: ["adopt"], sound: 0, gap: 0, damaged: 3, both: 3),
    ]

    @Test(arguments: cases.indices)
    func `tell what is wrong`(index: Int) async throws {
        let expected = Self.cases[index]
        for (removes, flips, status) in [
            (false, false, expected.sound), (true, false, expected.gap),
            (false, true, expected.damaged), (true, true, expected.both),
        ] {
            try await ScratchDirectory.with { scratch in
                let archive = try ArchiveFixture(in: scratch)
                if removes { try Disk.remove(archive.object(Self.second)) }
                if flips {
                    var bytes = try Disk.read(archive.object(Self.sixth))
                    bytes[20_000] ^= 1
                    try Disk.write(bytes, to: archive.object(Self.sixth))
                }
                let words = expected.words + ["--archive", archive.url]
                let result = RecordedCall(words).run()
                #expect(result.status == status, "\(removes) \(flips) \(result)")
            }
        }
    }

    @Test func `tell what is absent, out of reach, or asked wrongly`() async throws {
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveFixture(in: scratch)
            #expect(archive.run("show", ArchiveFixture.name(9)).status == 1)
            #expect(archive.run("show", "nothing").status == 5)
            #expect(archive.run("verify", "--from", "nothing").status == 5)
            #expect(archive.run("verify", "--all", "--timeline", "2").status == 5)
            #expect(archive.run("verify", "--sample", "0").status == 5)
            #expect(archive.run("verify", "--jobs", "65").status == 5)
            #expect(archive.run("resolve", "nothing", "/nowhere").status == 5)
            #expect(archive.run("resolve", Self.second, "/nowhere").status == 2)
            for command in [["list"], ["verify"], ["show", Self.second], ["adopt"]] {
                let result = RecordedCall(command + ["--archive", "file:///nowhere/a"]).run()
                #expect(result.status == 2, "\(result)")
            }
        }
    }

    @Test func `tell of the last segment that there can be, too`() async throws {
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveFixture(in: scratch)
            let name = "00000002FFFFFFFF00000FFF"
            var bytes = WALFixture().bytes()
            bytes.store(UInt64.max << 20, at: 8)
            try Disk.write(bytes, to: archive.object(name))
            let shown = archive.run("show", name)
            #expect(
                shown.output.contains { $0.hasPrefix("  LSN FFFFFFFF/FFF00000 to FFFFFFFF/FFFF") },
                "\(shown)"
            )
            #expect(archive.run("list").status == 4)
            #expect([3, 4].contains(archive.run("verify", "--deep").status))
        }
    }
}
