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

    /// What is done to the archive, and which line it is then named in; `%` stands for the point
    /// at which timeline 1 was left.
    struct Harm: Sendable {
        let line: String
        let status: Int32
        let harm: @Sendable (ArchiveFixture) throws -> Void

        init(
            _ line: String,
            _ status: Int32,
            _ harm: @escaping @Sendable (ArchiveFixture) throws -> Void
        ) {
            (self.line, self.status, self.harm) = (line, status, harm)
        }
    }

    static let harms: [Harm] = [
        Harm("\(name(2, 1)): gap: it is absent, and later ones are there", 4) {
            try Disk.remove($0.object(name(2, 1)))
        },
        Harm(
            "\(name(2, 1)): gap: \(name(2, 1)) to \(name(3, 1)) (2 segments) are absent, and later"
                + " ones are there",
            4
        ) {
            try Disk.remove($0.object(name(2, 1)))
            try Disk.remove($0.object(name(3, 1)))
        },
        Harm("\(name(4, 2)): gap: it is absent, where a timeline was left", 4) {
            try Disk.remove($0.object(name(4, 2)))
        },
        Harm(
            "\(name(2, 1)): damaged: it begins at LSN 0/300000 but its name stands for 0/200000",
            3
        ) {
            let (two, three) = ($0.object(name(2, 1)), $0.object(name(3, 1)))
            let bytes = try Disk.read(two)
            try Disk.write(Disk.read(three), to: two)
            try Disk.write(bytes, to: three)
        },
        Harm("\(name(2, 1)): damaged: it has 500000 bytes instead of 1048576", 3) {
            let path = $0.object(name(2, 1))
            try Disk.write(Array(Disk.read(path).prefix(500_000)), to: path)
        },
        Harm("\(name(2, 1)): damaged: it is empty", 3) {
            try Disk.write([], to: $0.object(name(2, 1)))
        },
        Harm(
            "\(name(5, 2)): damaged: its pages are of timeline 1 though its own began at %:"
                + " it is a copy under a wrong name",
            3
        ) {
            try Disk.write(Disk.read($0.object(name(5, 1))), to: $0.object(name(5, 2)))
        },
        Harm(
            "\(name(3, 2)): damaged: its timeline began only at %: it is a copy under a wrong name",
            3
        ) {
            try Disk.write(Disk.read($0.object(name(3, 1))), to: $0.object(name(3, 2)))
        },
        Harm("\(name(6, 2)): damaged: the record at LSN 0/604B20 does not have its checksum", 3) {
            var bytes = try Disk.read($0.object(name(6, 2)))
            bytes[20_000] ^= 1
            try Disk.write(bytes, to: $0.object(name(6, 2)))
        },
        Harm(
            "00000002.history: gap: it is absent, so no recovery can reach the WAL of its timeline",
            4
        ) {
            try Disk.remove($0.object("00000002.history"))
        },
        Harm("00000002.history: damaged: line 1 does not name a timeline and a switch point", 3) {
            try Disk.write(Array("1\tnowhere\n".utf8), to: $0.object("00000002.history"))
        },
        Harm("00000003.history: damaged: it does not agree with 00000002.history", 3) {
            let text = "1\t0/100000\tx\n2\t0/500000\tx\n"
            try Disk.write(Array(text.utf8), to: $0.object("00000003.history"))
        },
        Harm("\(name(5, 1)).partial: note: superseded by \(name(5, 1))", 0) {
            try Disk.write(Disk.read($0.object(name(5, 1))), to: $0.object(name(5, 1) + ".partial"))
        },
        Harm("\(name(4, 1)).partial: note: superseded by \(name(4, 2))", 0) {
            try Disk.write(Disk.read($0.object(name(4, 1))), to: $0.object(name(4, 1) + ".partial"))
            try Disk.remove($0.object(name(4, 1)))
            try Disk.remove($0.object(name(5, 1)))
        },
        Harm(
            "\(name(5, 1)).partial: note: no whole segment holds its WAL; it is used only by hand,"
                + " without the suffix",
            0
        ) {
            try Disk.write(Disk.read($0.object(name(5, 1))), to: $0.object(name(5, 1) + ".partial"))
            try Disk.remove($0.object(name(5, 1)))
        },
        Harm("\(name(5, 1)).conflict.0123456789abcdef: note: kept beside \(name(5, 1))", 0) {
            let kept = name(5, 1) + ".conflict.0123456789abcdef"
            try Disk.write(Disk.read($0.object(name(5, 1))), to: $0.object(kept))
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
            let lsn = "0/\(String(archive.switchPoint, radix: 16, uppercase: true))"
            #expect(result.output.contains(harm.line.replacing("%", with: lsn)), "\(result)")
        }
    }

    @Test func `says that it could not look`() throws {
        let result = RecordedCall("verify", "--archive", "file:///nowhere/archive").run()
        #expect(result.status == 2)
        #expect(
            result.errors == [
                "wal-archive: could not verify \"file:///nowhere/archive\": could not open"
                    + " \"/nowhere/archive\": No such file or directory HINT: Is it mounted, and is the setting archive right?"
                    + " This program never creates it."
            ]
        )
    }

    @Test func `says that there is nothing to verify`() async throws {
        try await ScratchDirectory.with { scratch in
            let url = "file://\(try scratch.directory("empty"))"
            let result = RecordedCall("verify", "--archive", url).run()
            #expect(result.status == 2)
            #expect(
                result.errors == [
                    "wal-archive: could not verify \"\(url)\": it holds no WAL"
                        + " HINT: Check the setting archive, and that the archive is mounted."
                ]
            )
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
