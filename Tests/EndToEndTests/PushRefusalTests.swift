import TestSupport
import Testing

/// `wal-push` stores nothing that recovery could not use, and replaces nothing.
@Suite(.timeLimit(.minutes(10))) struct PushRefusalTests {
    @Test func `stores a right segment, and takes the same again`() async throws {
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveDirectory(in: scratch)
            let data = try DataDirectoryFixture(in: scratch)
            let fixture = WALFixture()
            let path = try data.write(fixture.bytes(), as: fixture.name)
            for _ in 1...3 {
                let outcome = try await archive.push(path, as: fixture.name, in: data.path)
                expect(outcome, exits: 0)
                #expect(outcome.output + outcome.errors == "")
            }
            #expect(try archive.names() == [fixture.name])
            let fetched = scratch.path("fetched")
            expect(try await archive.fetch(fixture.name, to: fetched), exits: 0)
            #expect(try Disk.read(fetched) == fixture.bytes())
        }
    }

    @Test(arguments: LocalDamage.allCases)
    func `refuses a wrong segment`(damage: LocalDamage) async throws {
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveDirectory(in: scratch)
            let data = try DataDirectoryFixture(in: scratch)
            let fixture = WALFixture()
            let path = try data.write(damage.bytes(insteadOf: fixture), as: fixture.name)
            let outcome = try await archive.push(path, as: fixture.name, in: data.path)
            expect(outcome, refuses: fixture.name, status: 3)
            #expect(try archive.names() == [])
        }
    }

    @Test func `refuses a segment for the archive of another cluster`() async throws {
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveDirectory(in: scratch)
            let ours = WALFixture()
            var theirs = WALFixture()
            (theirs.systemIdentifier, theirs.number) = (ours.systemIdentifier + 1, 2)
            for fixture in [ours, theirs] {
                let data = try DataDirectoryFixture(
                    in: scratch,
                    name: fixture.name,
                    systemIdentifier: fixture.systemIdentifier
                )
                let path = try data.write(fixture.bytes(), as: fixture.name)
                let outcome = try await archive.push(path, as: fixture.name, in: data.path)
                if fixture.number == ours.number {
                    expect(outcome, exits: 0)
                } else {
                    expect(outcome, refuses: fixture.name, status: 3)
                }
            }
            #expect(try archive.names() == [ours.name])
        }
    }

    @Test(arguments: ["zstd", "none"])
    func `refuses other contents under a name that is taken`(compression: String) async throws {
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveDirectory(
                in: scratch,
                settings: ["--compression", compression]
            )
            let data = try DataDirectoryFixture(in: scratch)
            let (first, second) = (WALFixture(seed: 1), WALFixture(seed: 2))
            let path = try data.write(first.bytes(), as: first.name)
            expect(try await archive.push(path, as: first.name, in: data.path), exits: 0)
            let stored = try Disk.read(archive.object(first.name))
            try data.write(second.bytes(), as: first.name)
            expect(
                try await archive.push(path, as: first.name, in: data.path),
                refuses: first.name,
                status: 1
            )
            #expect(try Disk.read(archive.object(first.name)) == stored)

            let history = "00000002.history"
            let historyPath = try data.write(Array("1\t0/5000000\tone\n".utf8), as: history)
            expect(try await archive.push(historyPath, as: history, in: data.path), exits: 0)
            expect(try await archive.push(historyPath, as: history, in: data.path), exits: 0)
            try data.write(Array("1\t0/6000000\ttwo\n".utf8), as: history)
            expect(
                try await archive.push(historyPath, as: history, in: data.path),
                refuses: history,
                status: 1
            )
            #expect(try archive.names() == [first.name, history])
        }
    }

    @Test func `compares a local file with its archived copy`() async throws {
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveDirectory(in: scratch)
            let data = try DataDirectoryFixture(in: scratch)
            var (fixture, neighbour) = (WALFixture(seed: 1), WALFixture(seed: 1))
            (neighbour.number, fixture.number) = (1, 2)
            let name = fixture.name
            let path = try data.write(fixture.bytes(), as: name)
            // An archive that holds nothing may be the wrong one: whether the file is absent
            // cannot be told there.
            expect(try await archive.compare(path, with: name, in: data.path), exits: 2)
            let other = try data.write(neighbour.bytes(), as: neighbour.name)
            expect(try await archive.push(other, as: neighbour.name, in: data.path), exits: 0)
            expect(try await archive.compare(path, with: name, in: data.path), exits: 1)

            expect(try await archive.push(path, as: name, in: data.path), exits: 0)
            expect(try await archive.compare(path, with: name, in: data.path), exits: 0)
            fixture.seed = 2
            try data.write(fixture.bytes(), as: name)
            expect(try await archive.compare(path, with: name, in: data.path), exits: 3)
        }
    }

    @Test(arguments: [
        "", "..", "00000001000000000000000g", "0000000100000000000000ab",
        "000000010000000000000001/x", "../000000010000000000000001", "RECOVERYXLOG",
        "000000010000000000000001.partial.0", String(repeating: "0", count: 65), "a\nb",
    ])
    func `refuses a name that is no WAL file's`(name: String) async throws {
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveDirectory(in: scratch)
            let data = try DataDirectoryFixture(in: scratch)
            let path = try data.write(WALFixture().bytes(), as: "segment")
            let pushed = try await archive.push(path, as: name, in: data.path)
            expect(pushed, exits: 5)
            #expect(pushed.errors.hasPrefix("wal-push: "))
            let fetched = try await archive.fetch(name, to: "pg_wal/RECOVERYXLOG", in: data.path)
            expect(fetched, exits: 203)
            #expect(fetched.errors.hasPrefix("wal-fetch: "))
            #expect(try Disk.names(in: archive.path) == [])
            #expect(try Disk.names(in: "\(data.path)/pg_wal") == ["archive_status", "segment"])
        }
    }
}
