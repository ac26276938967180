import FrontEnd
import TestSupport
import Testing

/// `--verify`: what it prints, and the status of the gravest of several files.
@Suite struct VerifyCommandTests {
    private static let sound = WALFixture.numbered(1).name
    private static let damaged = WALFixture.numbered(2).name
    private static let missing = WALFixture.numbered(3).name
    private static let last = WALFixture.numbered(4).name
    private static let absent = WALFixture.numbered(5).name

    private func with(_ body: (Site) throws -> Void) async throws {
        try await Site.with { site in
            for number: UInt64 in [1, 2, 4] {
                #expect(site.archive(.numbered(number)).status == 0)
            }
            var bytes = try Disk.read(site.object(Self.damaged))
            bytes[bytes.count / 2] ^= 1
            try Disk.write(bytes, to: site.object(Self.damaged))
            try body(site)
        }
    }

    static let cases: [([String], Int32)] = [
        ([sound], 0), ([sound, last], 0), ([absent], 1), ([sound, absent], 1), ([missing], 4),
        ([missing, absent], 4), ([damaged], 3), ([damaged, missing, absent], 3),
    ]

    @Test(arguments: cases)
    func `tells one line for each file and the gravest status`(
        names: [String],
        status: Int32
    ) async throws {
        try await with { site in
            for server in [RecoveryKind.recovery, .standby] {
                try site.data.signal(server)
                let result = site.fetch(["--verify"] + names)
                #expect(result.status == status)
                #expect(result.errors == [])
                #expect(result.output.count == names.count)
                for (line, name) in zip(result.output, names) {
                    #expect(line.hasPrefix(name + ": "))
                }
            }
        }
    }

    @Test func `cannot tell of an archive that is not there`() async throws {
        try await with { site in
            try Disk.remove(site.archive)
            let result = site.fetch("--verify", Self.sound, Self.absent)
            #expect(result.status == 2)
            let reason =
                "cannot tell: could not open \"\(site.archive)\": No such file or directory"
            #expect(result.output.map { $0.contains(reason) } == [true, true])
        }
    }

    @Test func `compares a local file with its copy`() async throws {
        try await with { site in
            let path = site.wal(Self.sound)
            let same = site.push("--verify", path, Self.sound)
            #expect(same.status == 0)
            #expect(same.output.first?.hasPrefix("\(Self.sound): sound, zstd, ") == true)
            try site.data.write(WALFixture(seed: 9).bytes(), as: Self.sound)
            let other = site.push("--verify", path, Self.sound)
            #expect(other.status == 3)
            let start = "\(Self.sound): differs: from LSN 0/100028 on: local SHA-256 "
            #expect(other.output.first?.hasPrefix(start) == true)
            #expect(other.errors == [])
        }
    }

    @Test func `tells what keeps it from comparing`() async throws {
        try await with { site in
            let path = site.wal("absent")
            let result = site.push("--verify", path, Self.absent)
            let line =
                "wal-push: could not verify \"\(Self.absent)\": the local file \"\(path)\""
                + " does not exist"
            #expect(result == CommandResult(status: 2, errors: [line]))
            let local = site.wal(Self.sound)
            #expect(site.push("--verify", local, Self.absent).status == 3)
            try site.data.write(WALFixture.numbered(5).bytes(), as: Self.absent)
            let absent = site.push("--verify", site.wal(Self.absent), Self.absent)
            #expect(absent == CommandResult(status: 1, output: ["\(Self.absent): absent"]))
        }
    }

    @Test func `writes nothing`() async throws {
        try await Site.with { site in
            #expect(site.archive(.numbered(1)).status == 0)
            let before = try site.everything()
            #expect(site.fetch("--verify", Self.sound, Self.absent).status == 1)
            #expect(site.push("--verify", site.wal(Self.sound), Self.sound).status == 0)
            #expect(try site.everything() == before)
        }
    }
}
