import FrontEnd
import TestSupport
import Testing

/// `wal-archive verify`: whatever is wrong is found and named, and nothing else.
@Suite struct VerifyCommandTests {
    private func with(_ body: (ArchiveFixture) throws -> Void) async throws {
        try await ScratchDirectory.with { try body(ArchiveFixture(in: $0)) }
    }

    @Test(arguments: [[], ["--deep"], ["--all"], ["--all", "--deep"]])
    func `finds nothing in an archive that is sound`(flags: [String]) async throws {
        try await with { archive in
            let result = RecordedCall(["verify", "--archive", archive.url] + flags).run()
            #expect(result.status == 0, "\(result)")
            #expect(result.output.count == 1)
            let files = flags.contains("--all") ? 9 : 6
            #expect(result.output[0].hasPrefix("verified \(files) files, "))
            #expect(result.output[0].hasSuffix(": sound"))
        }
    }

    /// What is done to the archive, and which file is then named with which words.
    struct Harm: Sendable {
        let text: String
        let status: Int32
        let harm: @Sendable (ArchiveFixture) throws -> Void
    }

    static let harms: [Harm] = [
        Harm(text: "\(name(2, 1)): gap: it is absent, and later ones are there", status: 4) {
            try Disk.remove($0.object(name(2, 1)))
        },
        Harm(text: "\(name(4, 2)): gap: it is absent, where a timeline was left", status: 4) {
            try Disk.remove($0.object(name(4, 2)))
        },
        Harm(text: "\(name(2, 1)): damaged: it begins at LSN 0/300000 but its", status: 3) {
            let (two, three) = ($0.object(name(2, 1)), $0.object(name(3, 1)))
            let bytes = try Disk.read(two)
            try Disk.write(Disk.read(three), to: two)
            try Disk.write(bytes, to: three)
        },
        Harm(text: "\(name(2, 1)): damaged: it has 500000 bytes instead of", status: 3) {
            let path = $0.object(name(2, 1))
            try Disk.write(Array(Disk.read(path).prefix(500_000)), to: path)
        },
        Harm(text: "\(name(5, 2)): damaged: its pages are of timeline 1 though", status: 3) {
            try Disk.write(Disk.read($0.object(name(5, 1))), to: $0.object(name(5, 2)))
        },
        Harm(text: "\(name(3, 2)): damaged: its timeline began only at", status: 3) {
            try Disk.write(Disk.read($0.object(name(3, 1))), to: $0.object(name(3, 2)))
        },
        Harm(text: "\(name(6, 2)): damaged: the record at LSN 0/60", status: 3) {
            var bytes = try Disk.read($0.object(name(6, 2)))
            bytes[20_000] ^= 1
            try Disk.write(bytes, to: $0.object(name(6, 2)))
        },
        Harm(text: "00000002.history: gap: it is absent, so no recovery", status: 4) {
            try Disk.remove($0.object("00000002.history"))
        },
        Harm(text: "00000003.history: damaged: it does not agree with 00000002.h", status: 3) {
            let text = "1\t0/100000\tx\n2\t0/500000\tx\n"
            try Disk.write(Array(text.utf8), to: $0.object("00000003.history"))
        },
    ]

    private static func name(_ number: Int, _ timeline: Int) -> String {
        ArchiveFixture.name(number, timeline: timeline)
    }

    @Test(arguments: harms.indices)
    func `names what is wrong`(index: Int) async throws {
        let harm = Self.harms[index]
        try await with { archive in
            try harm.harm(archive)
            let result = archive.run("verify", "--all", "--deep")
            #expect(result.status == harm.status, "\(result)")
            #expect(result.output.contains { $0.hasPrefix(harm.text) }, "\(result)")
        }
    }

    @Test func `finds a segment that does not follow the one before`() async throws {
        try await with { archive in
            var other = WALStream(segment: 1)
            var random = SplitMix64(state: 99)
            for _ in 1...2 { other.fillSegment(random: &random) }
            try Disk.write(other.segment(1), to: archive.object(Self.name(2, 1)))
            let result = archive.run("verify", "--deep")
            #expect(result.status == 3)
            let start = "\(Self.name(2, 1)): damaged: the record at LSN 0/1F"
            #expect(result.output.contains { $0.hasPrefix(start) }, "\(result)")
        }
    }

    @Test func `chooses by range and by lot`() async throws {
        try await with { archive in
            let range = archive.run(
                "verify",
                "--from",
                Self.name(2, 1),
                "--to",
                Self.name(4, 1)
            )
            #expect(range.output.first?.hasPrefix("verified 3 files, ") == true)
            let sample = archive.run("verify", "--sample", "2", "--deep")
            #expect(sample.output.first?.hasPrefix("verified 2 files, ") == true)
        }
    }

    @Test func `answers in JSON`() async throws {
        try await with { archive in
            try Disk.remove(archive.object(Self.name(2, 1)))
            let result = archive.run("verify", "--json")
            let finding =
                #"{"kind":"gap","lsn":"0/200000","name":"000000010000000000000002","#
                + #""reason":"it is absent, and later ones are there","type":"finding"}"#
            #expect(result.output.first == finding)
            #expect(result.output.last?.contains(#""status":4,"#) == true)
        }
    }

    @Test func `goes on where it was interrupted`() async throws {
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveFixture(in: scratch)
            let state = try scratch.write(
                Array(
                    """
                    wal-archive verify 1
                    archive \(archive.url)
                    choice deep latest from - to - every
                    seed 1
                    done \(Self.name(2, 1))
                    found 3 \(Self.name(1, 1)): damaged: as it was told

                    """.utf8
                ),
                to: "state"
            )
            let result = archive.run("verify", "--deep", "--state", state)
            #expect(result.status == 3)
            #expect(result.output.first == "\(Self.name(1, 1)): damaged: as it was told")
            #expect(result.output.last?.hasPrefix("verified 5 files, ") == true)
            #expect(!Disk.exists(state))
            _ = try scratch.write(Array("anything\n".utf8), to: "state")
            let other = archive.run("verify", "--deep", "--state", state)
            #expect(other.status == 5)
            #expect(other.errors.first?.contains("it is no file of this command") == true)
        }
    }
}
