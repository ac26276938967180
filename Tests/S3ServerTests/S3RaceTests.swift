import Foundation
import TestSupport
import Testing

/// Eight servers archive different segments under one name in the same moment.
///
/// `scripts/campaign races` has more rounds.
@Suite(.timeLimit(.minutes(10))) struct S3RaceTests {
    private let rounds = 5
    private let pushers = 8
    private let segmentSize = 16 << 20

    @Test func `one wins, and the others are refused`() async throws {
        try await ScratchDirectory.with { scratch in
            let bucket = try await S3Bucket(on: try await S3Server.shared(), in: scratch)
            let contents = try (0..<pushers).map { _ in try segment() }
            let name = WALFixture().name16
            let sites = try contents.enumerated().map { index, bytes in
                let data = try DataDirectoryFixture(in: scratch, name: "data-\(index)")
                try data.write(bytes, as: name)
                return data.path
            }
            for round in 1...rounds {
                let archive = try S3Archive(in: bucket, prefix: "round-\(round)")
                let outcomes = try await race(archive, name, sites, scratch)
                #expect(outcomes.map(\.status).sorted() == [0] + [1, 1, 1, 1, 1, 1, 1])
                let winner = try #require(outcomes.firstIndex { $0.status == 0 })
                let fetched = scratch.path("fetched-\(round)")
                expect(try await archive.fetch(name, to: fetched), exits: 0)
                let isWinners = try Disk.read(fetched) == contents[winner]
                #expect(isWinners, "the winner's contents are there")
                try Disk.remove(fetched)
                #expect(try await archive.names() == [name])
            }
        }
    }

    /// A segment of the usual size whose bytes cannot be compressed, no two of them alike.
    private func segment() throws -> [UInt8] {
        var fixture = WALFixture(seed: nil)
        fixture.size = segmentSize
        let header = fixture.bytes().prefix(WALFixture.pageSize)
        let random = try FileHandle(forReadingFrom: URL(fileURLWithPath: "/dev/urandom"))
        let body = try random.read(upToCount: segmentSize - header.count) ?? Data()
        return Array(header) + Array(body)
    }

    /// Lets all push at once: each says that it is there, and waits for the start.
    private func race(
        _ archive: S3Archive,
        _ name: String,
        _ sites: [String],
        _ scratch: ScratchDirectory
    ) async throws -> [Outcome] {
        let gate = scratch.path("gate-\(archive.prefix)")
        let wait = #": > "$1.$2"; while [ ! -e "$1" ]; do sleep 0.01; done; shift 2; exec "$@""#
        let push = [archive.executables.push, "--archive", archive.url] + archive.settings
        return try await withThrowingTaskGroup(of: (Int, Outcome).self) { group in
            for (index, site) in sites.enumerated() {
                let line = ["/bin/sh", "-c", wait, "wait", gate, "\(index)"] + push
                let command = Command(
                    line + ["pg_wal/\(name)", name],
                    environment: archive.environment,
                    directory: site
                )
                group.addTask { (index, try await command.run()) }
            }
            try await Condition.wait(for: "the pushers") {
                sites.indices.allSatisfy { Disk.exists("\(gate).\($0)") }
            }
            try Disk.write([], to: gate)
            var outcomes: [(Int, Outcome)] = []
            for try await outcome in group { outcomes.append(outcome) }
            return outcomes.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}

extension WALFixture {
    /// The name of this segment where segments have 16 MiB.
    fileprivate var name16: String {
        var fixture = self
        fixture.size = 16 << 20
        return fixture.name
    }
}
