import TestSupport
import Testing

/// Two pushers meet on one name in a new archive, so that they race on the marker too.
@Suite(.timeLimit(.minutes(10))) struct RaceTests {
    /// How often they meet.
    private let rounds = 30

    @Test(arguments: ["zstd", "none"], [WALFixture(seed: 1).name, "00000002.history"])
    func `one of two different contents wins, and the other pusher is refused`(
        compression: String,
        name: String
    ) async throws {
        try await race(compression, name, contents(of: name)) { archive, outcomes, contents in
            #expect(outcomes.map(\.status).sorted() == [0, 1], "\(outcomes)")
            for (outcome, bytes) in zip(outcomes, contents) where outcome.status == 0 {
                let fetched = archive.path + ".fetched"
                expect(try await archive.fetch(name, to: fetched), exits: 0)
                #expect(try Disk.read(fetched) == bytes, "the winner's contents are there")
            }
        }
    }

    @Test(arguments: ["zstd", "none"], [WALFixture(seed: 1).name, "00000002.history"])
    func `both pushers of the same contents succeed`(
        compression: String,
        name: String
    ) async throws {
        let one = contents(of: name)[0]
        try await race(compression, name, [one, one]) { archive, outcomes, _ in
            #expect(outcomes.map(\.status) == [0, 0], "\(outcomes)")
            expect(try await archive.verify([name]), exits: 0)
        }
    }

    @Test(arguments: ["zstd", "none"])
    func `a file that is asked for while it is pushed is absent or whole`(
        compression: String
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveDirectory(
                in: scratch,
                settings: ["--compression", compression]
            )
            let data = try DataDirectoryFixture(in: scratch)
            let standby = try DataDirectoryFixture(in: scratch, name: "standby")
            try standby.signal(.standby)
            let delivered = "\(standby.path)/pg_wal/RECOVERYXLOG"
            // The first proves the archive to the standby.
            let first = WALFixture()
            try data.write(first.bytes(), as: first.name)
            let proof = try await archive.push(
                "pg_wal/\(first.name)",
                as: first.name,
                in: data.path
            )
            expect(proof, exits: 0)
            for number in 2...UInt64(rounds) {
                var fixture = WALFixture(seed: number)
                fixture.number = number
                let name = fixture.name
                try data.write(fixture.bytes(), as: name)
                async let pushing = archive.push(
                    "pg_wal/\(name)",
                    as: name,
                    in: data.path
                )
                // Asks again and again, as a standby does, until the answer is not "absent".
                let fetched = try await archive.fetch(
                    name,
                    to: "pg_wal/RECOVERYXLOG",
                    in: standby.path,
                    againWhile: 1
                )
                expect(try await pushing, exits: 0)
                expect(fetched, exits: 0)
                #expect(try Disk.read(delivered) == fixture.bytes())
                try Disk.remove(delivered)
            }
        }
    }

    /// Two different contents that are right under the same name.
    private func contents(of name: String) -> [[UInt8]] {
        name.hasSuffix(".history")
            ? ["one", "two"].map { Array("1\t0/5000000\t\($0)\n".utf8) }
            : [WALFixture(seed: 1).bytes(), WALFixture(seed: 2).bytes()]
    }

    /// Lets two pushers meet in one new archive after another.
    private func race(
        _ compression: String,
        _ name: String,
        _ contents: [[UInt8]],
        _ judge: (ArchiveDirectory, [Outcome], [[UInt8]]) async throws -> Void
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let data = try contents.enumerated().map { index, bytes in
                let data = try DataDirectoryFixture(in: scratch, name: "data-\(index)")
                try data.write(bytes, as: name)
                return data.path
            }
            for round in 1...rounds {
                let archive = try ArchiveDirectory(
                    in: scratch,
                    name: "archive-\(round)",
                    settings: ["--compression", compression]
                )
                let gates = (scratch.path("gate-\(round)-0"), scratch.path("gate-\(round)-1"))
                async let first = archive.push(
                    "pg_wal/\(name)",
                    as: name,
                    in: data[0],
                    meeting: gates
                )
                async let second = archive.push(
                    "pg_wal/\(name)",
                    as: name,
                    in: data[1],
                    meeting: (gates.1, gates.0)
                )
                let outcomes = [try await first, try await second]
                try await judge(archive, outcomes, contents)
                var left = [name, "wal-archive.cluster"]
                if compression == "none" { left.append("\(name).sha256") }
                #expect(
                    try Disk.names(in: archive.path).filter { $0 != ".wal-archive" }
                        == left.sorted()
                )
            }
        }
    }
}
