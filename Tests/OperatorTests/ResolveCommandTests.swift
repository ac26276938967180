import Crypto
import FrontEnd
import SystemPackage
import TestSupport
import Testing

/// `wal-archive resolve` and `adopt`.
@Suite struct ResolveCommandTests {
    private static let name = ArchiveFixture.name(5)

    /// An archive, and another segment that claims a name in it, in a data directory.
    private func with(
        _ body: (ArchiveFixture, _ data: DataDirectoryFixture, _ local: String) throws -> Void
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveFixture(in: scratch)
            let data = try DataDirectoryFixture(in: scratch)
            var other = WALStream(segment: 5)
            var random = SplitMix64(state: 77)
            other.fillSegment(random: &random)
            try data.write(other.segment(0), as: Self.name)
            try body(archive, data, "\(data.path)/pg_wal/\(Self.name)")
        }
    }

    private func digest(_ path: String) throws -> String {
        try SHA256.digest(of: Disk.read(path).span.bytes).description
    }

    private func push(
        _ archive: ArchiveFixture,
        _ data: DataDirectoryFixture,
        _ local: String
    ) -> CommandResult {
        let words = ["--archive", archive.url, local, Self.name]
        let invocation = Invocation(
            arguments: words.map { Argument($0) },
            environment: [:],
            workingDirectory: FilePath(data.path),
            defaultConfigFile: "/nowhere/wal-archive.conf"
        )
        return PushCommand(invocation) { fatalError("ended by the watch: \($0)") }.run()
    }

    @Test func `shows both and changes nothing`() async throws {
        try await with { archive, data, local in
            let before = try Disk.names(in: archive.path)
            let result = archive.run("resolve", Self.name, local, directory: data.path)
            #expect(result.status == 3)
            let start = "\(Self.name): differs from LSN 0/5000"
            #expect(result.output.first?.hasPrefix(start) == true, "\(result)")
            #expect(try Disk.names(in: archive.path) == before)
        }
    }

    @Test func `keeps the archived file, and the local one beside it`() async throws {
        try await with { archive, data, local in
            #expect(push(archive, data, local).status == 1)
            let archived = try digest(archive.object(Self.name))
            let result = archive.run(
                "resolve",
                Self.name,
                local,
                "--keep",
                "archived",
                directory: data.path
            )
            #expect(result.status == 0, "\(result)")
            let kept = try "\(Self.name).conflict.\(digest(local).prefix(16))"
            #expect(
                result.output == [
                    "\(Self.name): the archived file counts, the local one is \(kept)"
                ]
            )
            #expect(try digest(archive.object(Self.name)) == archived)
            let pushed = push(archive, data, local)
            #expect(pushed.status == 0)
            #expect(pushed.errors.first?.contains("an operator decided") == true)
            #expect(archive.run("show", kept, directory: data.path).status == 0)
        }
    }

    @Test func `keeps the local file, and the archived one beside it`() async throws {
        try await with { archive, data, local in
            let archived = try digest(archive.object(Self.name))
            for _ in 0..<2 {
                let result = archive.run(
                    "resolve",
                    Self.name,
                    local,
                    "--keep",
                    "local",
                    "--compression",
                    "none",
                    directory: data.path
                )
                #expect(result.status == 0, "\(result)")
            }
            let kept = "\(Self.name).conflict.\(archived.prefix(16))"
            #expect(try digest(archive.object(kept)) == archived)
            #expect(try digest(archive.object(Self.name)) == digest(local))
            let sidecar = try Disk.text(archive.object(Self.name + ".sha256"))
            #expect(try sidecar == "\(digest(local))  \(Self.name)\n")
            #expect(push(archive, data, local).status == 0)
        }
    }

    @Test func `adopts what cp left, but for what is damaged`() async throws {
        try await with { archive, data, _ in
            var bytes = try Disk.read(archive.object(Self.name))
            bytes[20_000] ^= 1
            try Disk.write(bytes, to: archive.object(Self.name))
            let result = archive.run("adopt", directory: data.path)
            #expect(result.status == 3, "\(result)")
            #expect(
                result.output.last
                    == "\(archive.url) is the archive of system 7312345678901234567:"
                    + " 8 digests recorded, 0 were there, 1 files are not sound"
            )
            #expect(Disk.exists(archive.object("wal-archive.cluster")))
            #expect(!Disk.exists(archive.object(Self.name + ".sha256")))
            let again = archive.run("adopt", directory: data.path)
            #expect(again.output.last?.contains(" 0 digests recorded, 8 were there") == true)
        }
    }
}
